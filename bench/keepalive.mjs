import { createSocket } from 'node:dgram';

/**
 * A real link is never silent for long. masscan relies on that: libpcap returns to it only once a packet has come, so
 * that on a silent link it may wait for minutes after it has finished. This broadcasts a byte to each address given,
 * twice a second; a closed port does not answer a broadcast (RFC 1122, 3.2.2).
 */
const DISCARD = 9;
const EVERY = 500;

const parent = process.ppid;
const socket = createSocket('udp4');
socket.bind(() => {
  socket.setBroadcast(true);
  setInterval(() => {
    if (process.ppid !== parent) process.exit(); // its laboratory is gone
    // A link that goes down, or is full, is not this program's concern.
    for (const address of process.argv.slice(2)) socket.send('.', DISCARD, address, () => {});
  }, EVERY);
});
