/*
 * A cable between two TAP devices, for laboratories on kernels without netem: delay, loss at random or in bursts, and a
 * bottleneck with a queue that drops what does not fit; each way for itself. Every frame is counted.
 *
 *     cable DEVICE DEVICE FILE
 *
 * Makes both devices in its own network namespace, writes "ready", and carries frames until SIGTERM or SIGINT. FILE holds
 * settings and counts (struct board below); it is mapped, so that another process changes and reads them by plain reads
 * and writes while the cable works. Way 0 is from the first device to the second, way 1 back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SLOTS (1u << 17)         /* frames under way, at most, each way */
#define STAMPS (1u << 20)        /* frames in one second that can be told apart */
#define FRAME 1600               /* bytes: an MTU of 1500, and its headers */
#define BATCH 128                /* frames taken from one device before the other's turn */
#define SECOND 1000000000ull     /* ns */
#define TENTH (SECOND / 10)

/* All in host order, 8 bytes each; cable.ts knows the same order. */
struct settings {
  uint64_t delay_us;
  uint64_t loss_ppm;
  uint64_t burst;                /* mean frames lost in a row (Gilbert's model); 0: each loss for itself */
  uint64_t rate;                 /* frames a second; 0: no bottleneck */
  uint64_t queue;                /* frames that wait at the bottleneck */
};
struct counts {
  uint64_t received, lost, overflowed, /* at the bottleneck */ crowded, /* more than SLOTS under way */ delivered, refused;
  uint64_t latest_us;            /* the most that a frame was delivered after its time: the cable's own slowness */
  uint64_t busiest_second, busiest_tenth; /* most frames received within any second, and any tenth of one */
};
struct board {
  struct settings settings[2];
  struct counts counts[2];
};

struct flight {                  /* one frame under way */
  uint64_t due;
  uint32_t slot;
};
struct way {
  struct flight *flights;        /* ring, in order of due */
  uint32_t head, tail;
  unsigned char (*slots)[FRAME];
  uint16_t *length;
  uint32_t *unused, unused_count; /* a stack: the slot used last is used next, so that few pages are touched */
  uint64_t next_departure;
  int in_burst;
  uint64_t *stamps;              /* ring of times of arrival */
  uint64_t stamped, second_from, tenth_from;
};

static struct way ways[2];
static volatile struct board *board;
static volatile sig_atomic_t stopped;

static void stop(int number) {
  (void)number;
  stopped = 1;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

/* xorshift64 (Marsaglia 2003). Always the same sequence; what it falls on depends on the order of arrival. */
static uint64_t next_random(void) {
  static uint64_t state = 88172645463325252ull;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static int happens(double chance) {
  return (double)(next_random() >> 11) / 9007199254740992.0 < chance;
}

static void *allocate(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) die("mmap");
  return memory;
}

static int open_tap(const char *name) {
  struct ifreq request;
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device < 0) die("/dev/net/tun");
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  snprintf(request.ifr_name, IFNAMSIZ, "%s", name);
  if (ioctl(device, TUNSETIFF, &request) < 0) die(name);
  return device;
}

static void prepare(struct way *way) {
  way->flights = allocate(sizeof *way->flights * SLOTS);
  way->slots = allocate((size_t)FRAME * SLOTS);
  way->length = allocate(sizeof *way->length * SLOTS);
  way->unused = allocate(sizeof *way->unused * SLOTS);
  way->stamps = allocate(sizeof *way->stamps * STAMPS);
  for (uint32_t slot = 0; slot < SLOTS; slot++) way->unused[way->unused_count++] = slot;
}

/* Counts a frame in the second and the tenth of one that end with it. */
static void stamp(struct way *way, volatile struct counts *counts, uint64_t time) {
  way->stamps[way->stamped++ % STAMPS] = time;
  if (way->stamped - way->second_from > STAMPS) way->second_from = way->stamped - STAMPS;
  if (way->tenth_from < way->second_from) way->tenth_from = way->second_from;
  while (way->stamps[way->second_from % STAMPS] + SECOND <= time) way->second_from++;
  while (way->stamps[way->tenth_from % STAMPS] + TENTH <= time) way->tenth_from++;
  if (way->stamped - way->second_from > counts->busiest_second) counts->busiest_second = way->stamped - way->second_from;
  if (way->stamped - way->tenth_from > counts->busiest_tenth) counts->busiest_tenth = way->stamped - way->tenth_from;
}

/* Gilbert's model: everything is lost within a burst, nothing outside, and the share of all frames is the one asked for. */
static int is_lost(struct way *way, const volatile struct settings *settings) {
  double loss = (double)settings->loss_ppm / 1e6;
  double burst = (double)settings->burst;
  if (loss <= 0) return 0;
  if (burst <= 1 || loss >= 1) return happens(loss);
  way->in_burst = way->in_burst ? !happens(1 / burst) : happens(loss / (burst * (1 - loss)));
  return way->in_burst;
}

/* Takes what a device has to send. Returns whether there was anything. */
static int take(int device, struct way *way, const volatile struct settings *settings, volatile struct counts *counts) {
  int taken = 0;
  for (; taken < BATCH; taken++) {
    unsigned char spare[FRAME];
    uint32_t slot = way->unused_count > 0 ? way->unused[way->unused_count - 1] : SLOTS;
    ssize_t length = read(device, slot < SLOTS ? way->slots[slot] : spare, FRAME);
    if (length <= 0) break;
    uint64_t time = now();
    /* Counted from 0 again: what came before is forgotten. */
    if (counts->received++ == 0) way->second_from = way->stamped;
    stamp(way, counts, time);
    if (is_lost(way, settings)) {
      counts->lost++;
      continue;
    }
    uint64_t departure = time;
    if (settings->rate > 0) {
      uint64_t gap = SECOND / settings->rate;
      if (way->next_departure > time) departure = way->next_departure;
      if (departure - time > settings->queue * gap) {
        counts->overflowed++;
        continue;
      }
      way->next_departure = departure + gap;
    }
    if (slot == SLOTS) {
      counts->crowded++;
      continue;
    }
    way->unused_count--;
    way->length[slot] = (uint16_t)length;
    way->flights[way->head++ % SLOTS] = (struct flight){departure + settings->delay_us * 1000, slot};
  }
  return taken > 0;
}

/* Delivers what is due. Returns whether there was anything. */
static int deliver(int device, struct way *way, volatile struct counts *counts) {
  int delivered = 0;
  uint64_t time = now();
  for (; way->tail != way->head && delivered < 2 * BATCH; delivered++) {
    struct flight *flight = &way->flights[way->tail % SLOTS];
    if (flight->due > time) break;
    uint64_t late = (time - flight->due) / 1000;
    if (late > counts->latest_us) counts->latest_us = late;
    if (write(device, way->slots[flight->slot], way->length[flight->slot]) < 0) counts->refused++;
    else counts->delivered++;
    way->unused[way->unused_count++] = flight->slot;
    way->tail++;
  }
  return delivered > 0;
}

static void wait_for_work(const int devices[2]) {
  struct pollfd polled[2] = {{devices[0], POLLIN, 0}, {devices[1], POLLIN, 0}};
  uint64_t time = now();
  uint64_t wait = TENTH;
  for (int i = 0; i < 2; i++) {
    if (ways[i].head == ways[i].tail) continue;
    uint64_t due = ways[i].flights[ways[i].tail % SLOTS].due;
    if (due <= time) return;
    if (due - time < wait) wait = due - time;
  }
  struct timespec limit = {0, (long)wait};
  ppoll(polled, 2, &limit, NULL);
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: cable DEVICE DEVICE FILE\n");
    return 2;
  }
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  /* Frames are stamped when they are read: where cores are few, a scanner must not make it wait. */
  setpriority(PRIO_PROCESS, 0, -10);
  prctl(PR_SET_TIMERSLACK, 1000ul, 0ul, 0ul, 0ul);
  int file = open(arguments[3], O_RDWR | O_CREAT, 0644);
  if (file < 0 || ftruncate(file, sizeof(struct board)) < 0) die(arguments[3]);
  board = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (board == MAP_FAILED) die("mmap");
  prepare(&ways[0]);
  prepare(&ways[1]);
  int devices[2] = {open_tap(arguments[1]), open_tap(arguments[2])};
  puts("ready");
  fflush(stdout);
  while (!stopped) {
    int worked = 0;
    for (int i = 0; i < 2; i++) worked |= take(devices[i], &ways[i], &board->settings[i], &board->counts[i]);
    for (int i = 0; i < 2; i++) worked |= deliver(devices[!i], &ways[i], &board->counts[i]);
    if (!worked) wait_for_work(devices);
  }
  return 0;
}
