import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * What a made-up service does, in Latin-1 text. `greeting`: sent to whoever connects. `answer`: sent to whoever says
 * something; the connection is closed then. `hangsUp`: closes at once. With none of them it accepts, listens and, once
 * it was told something, closes without a word.
 */
export interface TcpBehaviour {
  readonly port: number;
  readonly greeting?: string;
  readonly answer?: string;
  readonly hangsUp?: boolean;
  /** Milliseconds before it greets or answers. */
  readonly after?: number;
  /** Closes the connection to whoever speaks before the greeting, as mail servers do against spam. */
  readonly strict?: boolean;
  /** Says nothing in its first connections: this many. */
  readonly shy?: number;
}

/** What one responder process listens on. Echoing UDP ports send back what comes; silent ones never answer. */
export interface Behaviour {
  readonly tcp: readonly TcpBehaviour[];
  readonly silentUdp: readonly number[];
  readonly echoUdp: readonly number[];
  /** Answer as well, after a second and a half. */
  readonly slowUdp: readonly number[];
}

function listen({ tcp, silentUdp, echoUdp, slowUdp }: Behaviour): void {
  for (const { port, greeting, answer, hangsUp, after = 0, strict = false, shy = 0 } of tcp) {
    let connections = 0;
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      if (hangsUp === true) return socket.destroy();
      if (++connections <= shy) return socket.resume();
      let greeted = after === 0;
      const greet = () => {
        greeted = true;
        if (greeting !== undefined && !socket.destroyed) socket.write(greeting, 'latin1');
      };
      const waiting = after === 0 ? greet() : setTimeout(greet, after);
      socket.on('close', () => clearTimeout(waiting ?? undefined));
      return socket.on('data', () => {
        if (strict && !greeted) return socket.destroy();
        // A greeting that is still to come is not lost by an early question.
        return greeted || greeting === undefined
          ? setTimeout(() => socket.end(answer ?? '', 'latin1'), after)
          : undefined;
      });
    });
    server.listen({ port, host: '::', ipv6Only: false, backlog: 256 });
  }
  for (const port of silentUdp) createSocket({ type: 'udp6', ipv6Only: false }).bind(port, '::');
  for (const port of [...echoUdp, ...slowUdp]) {
    const socket = createSocket({ type: 'udp6', ipv6Only: false }).bind(port, '::');
    // The asker may be gone already: the kernel then reports its ICMP error here.
    socket.on('error', () => {});
    const wait = slowUdp.includes(port) ? 1_500 : 0;
    socket.on('message', (data, from) => setTimeout(() => socket.send(data, from.port, from.address), wait));
  }
}

listen(JSON.parse(process.argv[2] ?? '') as Behaviour);
