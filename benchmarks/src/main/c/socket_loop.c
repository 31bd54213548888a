/*
 * A process that sends messages of 144 bytes to a unix stream socket, blocking, as tt-metal's client does, and prints
 * what one takes: the median of bursts without a clock around each, then percentiles with one.
 *
 *     socket_loop SOCKET MESSAGES BURSTS
 *
 * Exits 1 if it cannot connect or send.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum
{
    MESSAGE_LENGTH = 144,
    BUFFER_ID_OFFSET = 24,
    TIMESTAMP_OFFSET = 32,
    SEND_BUFFER_BYTES = 1 << 20
};

static char message[MESSAGE_LENGTH] = {1};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void send_one(const int descriptor, const int64_t buffer_id)
{
    const int64_t timestamp = now();
    memcpy(message + BUFFER_ID_OFFSET, &buffer_id, sizeof(buffer_id));
    memcpy(message + TIMESTAMP_OFFSET, &timestamp, sizeof(timestamp));
    if (MESSAGE_LENGTH != send(descriptor, message, MESSAGE_LENGTH, MSG_NOSIGNAL))
    {
        perror("send");
        exit(1);
    }
}

static int ascending(const void *left, const void *right)
{
    const double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

static double *sorted(double *values, const size_t count)
{
    qsort(values, count, sizeof(*values), ascending);
    return values;
}

static int connected(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int size = SEND_BUFFER_BYTES;
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
    if (descriptor < 0 || setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)) != 0 ||
        connect(descriptor, (const struct sockaddr *)&address, sizeof(address)) != 0)
    {
        perror(path);
        exit(1);
    }
    return descriptor;
}

int main(int argc, char **argv)
{
    if (4 != argc)
    {
        return 2;
    }
    const int descriptor = connected(argv[1]);
    const size_t messages = strtoul(argv[2], NULL, 10);
    const size_t bursts = strtoul(argv[3], NULL, 10);
    double *means = calloc(bursts, sizeof(double));
    double *times = calloc(messages, sizeof(double));
    for (size_t burst = 0; burst < 2 * bursts; burst++)
    {
        const int64_t start = now();
        for (size_t i = 0; i < messages; i++)
        {
            send_one(descriptor, (int64_t)i * 32);
        }
        means[burst % bursts] = (double)(now() - start) / (double)messages;
    }
    for (size_t i = 0; i < messages; i++)
    {
        const int64_t start = now();
        send_one(descriptor, (int64_t)i * 32);
        times[i] = (double)(now() - start);
    }
    sorted(times, messages);
    printf("burst socket-c median [ns]=%.3f\n", sorted(means, bursts)[bursts / 2]);
    printf("report socket-c p50 [ns]=%.3f\n", times[messages / 2]);
    printf("report socket-c p99 [ns]=%.3f\n", times[messages / 100 * 99]);
    printf("report socket-c max [ns]=%.3f\n", times[messages - 1]);
    free(means);
    free(times);
    close(descriptor);
    return 0;
}
