/*
 * Producers in C for the tests: they report the script that Script.java makes of a seed.
 *
 *     producer one <directory> <seed> <events> <progress file> [fork]
 *     producer crowd <directory> <first seed> <events> <processes>
 *     producer many <directory> <processes>
 *     producer throng <directory> <processes>
 *     producer turn <directory>
 *     producer refused <directory> lock|quota|memory|name
 *     producer waits
 */
#include "ttalloc.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum
{
    FREE_PERCENT = 45, RING_BYTES = 1 << 20, SMALL_RING_BYTES = 256 * 1024
};

/* --- the script -------------------------------------------------------------------------------------------------- */

typedef struct script
{
    uint64_t state;
    uint64_t (*live)[2];
    size_t live_count;
    uint64_t number;
    int is_free;
    int type;
    uint64_t buffer_id;
    uint64_t bytes;
} script;

static int32_t next_int(script *s)
{
    uint64_t z = s->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 33) * UINT64_C(0x62A9D9ED799705F5);
    return (int32_t)(((z ^ z >> 28) * UINT64_C(0xCB24D0A5C88C35B3)) >> 32);
}

static int32_t next_bounded(script *s, int32_t bound)
{
    const int32_t last = bound - 1;
    int32_t r = next_int(s);
    if (0 == (bound & last))
    {
        return r & last;
    }
    for (uint32_t u = (uint32_t)r >> 1; ; u = (uint32_t)next_int(s) >> 1)
    {
        r = (int32_t)(u % (uint32_t)bound);
        if ((int32_t)(u + (uint32_t)last - (uint32_t)r) >= 0)
        {
            return r;
        }
    }
}

static void start_script(script *s, uint64_t seed, size_t events)
{
    memset(s, 0, sizeof(*s));
    s->state = seed;
    s->live = (uint64_t (*)[2])calloc(events + 1, sizeof(*s->live));
}

static void next_event(script *s)
{
    static const int types[] = {TTALLOC_DRAM, TTALLOC_L1, TTALLOC_TRACE};
    s->number++;
    s->is_free = s->live_count > 0 && next_bounded(s, 100) < FREE_PERCENT;
    if (s->is_free)
    {
        uint64_t *victim = s->live[next_bounded(s, (int32_t)s->live_count)];
        s->type = (int)victim[0];
        s->buffer_id = victim[1];
        s->bytes = 0;
        memcpy(victim, s->live[--s->live_count], sizeof(*s->live));
    }
    else
    {
        s->type = types[next_bounded(s, 3)];
        s->buffer_id = s->number * 32;
        s->bytes = s->number;
        s->live[s->live_count][0] = (uint64_t)s->type;
        s->live[s->live_count++][1] = s->buffer_id;
    }
}

static int64_t report_event(ttalloc_reporter *reporter, const script *s)
{
    return s->is_free ?
        ttalloc_free(reporter, 0, s->type, s->buffer_id) :
        ttalloc_allocate(reporter, 0, s->type, s->buffer_id, s->bytes, s->bytes / 2, TTALLOC_ALL_CORES, 0);
}

/* --- processes --------------------------------------------------------------------------------------------------- */

static void fail(const char *what, int64_t value)
{
    fprintf(stderr, "producer: %s, value=%lld\n", what, (long long)value);
    _exit(1);
}

static ttalloc_reporter *open_reporter(const char *directory, uint64_t seed, uint64_t ring_bytes)
{
    char name[64];
    snprintf(name, sizeof(name), "producer-%llu", (unsigned long long)seed);
    const ttalloc_options options = {directory, name, ring_bytes, 1};
    return ttalloc_open(&options);
}

/* Waits while the ring is over half full, so that nothing is dropped however slow the recorder is. */
static void await_space(const ttalloc_reporter *reporter)
{
    while (__atomic_load_n(reporter->tail, __ATOMIC_RELAXED) - __atomic_load_n(reporter->head, __ATOMIC_RELAXED) >
        reporter->capacity / 2)
    {
        sched_yield();
    }
}

static void report_script(ttalloc_reporter *reporter, script *s, uint64_t to, volatile uint64_t *progress)
{
    while (s->number < to)
    {
        await_space(reporter);
        next_event(s);
        const int64_t status = report_event(reporter, s);
        if (status < 0)
        {
            fail("a report came to a status", status);
        }
        if (NULL != progress)
        {
            *progress = s->number;
        }
    }
}

static void report_all(const char *directory, uint64_t seed, uint64_t events)
{
    script s;
    start_script(&s, seed, events);
    ttalloc_reporter *reporter = open_reporter(directory, seed, RING_BYTES);
    if (NULL == reporter)
    {
        fail("no reporter", 0);
    }
    report_script(reporter, &s, events, NULL);
    ttalloc_close(reporter);
}

/* A child that finds its parent's reporter closed, and reports through one of its own. */
static pid_t fork_child(ttalloc_reporter *parents, const char *directory, uint64_t seed, uint64_t events)
{
    const pid_t child = fork();
    if (0 == child)
    {
        const int64_t status = ttalloc_allocate(parents, 0, TTALLOC_L1, 32, 1, 1, TTALLOC_ALL_CORES, 0);
        if (TTALLOC_CLOSED != status || 0 != ttalloc_tag(parents, "child"))
        {
            fail("a child reported through its parent's ring", status);
        }
        const int64_t invalid = ttalloc_allocate(parents, -1, TTALLOC_L1, 32, 1, 1, TTALLOC_ALL_CORES, 0);
        if (TTALLOC_CLOSED != invalid || 0 != __atomic_load_n(&parents->header->dropped, __ATOMIC_SEQ_CST))
        {
            fail("a child counted in its parent's ring", invalid);
        }
        ttalloc_close(parents);
        report_all(directory, seed, events);
        _exit(0);
    }
    return child;
}

static int await_child(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int run_one(int argc, char **argv)
{
    const uint64_t seed = strtoull(argv[3], NULL, 10), events = strtoull(argv[4], NULL, 10);
    const int progress_file = open(argv[5], O_RDWR | O_CREAT, 0600);
    volatile uint64_t *progress = (volatile uint64_t *)mmap(
        NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED, progress_file, 0);
    if ((volatile void *)progress == MAP_FAILED)
    {
        fail("no progress file", errno);
    }
    ttalloc_reporter *reporter = open_reporter(argv[2], seed, RING_BYTES);
    if (NULL == reporter)
    {
        return 1;
    }
    puts("READY");
    fflush(stdout);
    script s;
    start_script(&s, seed, events);
    pid_t child = 0;
    if (argc > 6)
    {
        report_script(reporter, &s, events / 2, progress);
        child = fork_child(reporter, argv[2], seed + 1, events);
    }
    report_script(reporter, &s, events, progress);
    ttalloc_close(reporter);
    return child > 0 ? await_child(child) : 0;
}

/* Many processes at once: each opens its ring, waits until all have, and reports. */
static int run_crowd(char **argv)
{
    const uint64_t first = strtoull(argv[3], NULL, 10), events = strtoull(argv[4], NULL, 10);
    const int count = atoi(argv[5]);
    int *ready = (int *)mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++)
    {
        if (0 == fork())
        {
            script s;
            start_script(&s, first + (uint64_t)i, events);
            ttalloc_reporter *reporter = open_reporter(argv[2], first + (uint64_t)i, SMALL_RING_BYTES);
            __atomic_add_fetch(ready, 1, __ATOMIC_SEQ_CST);
            if (NULL == reporter)
            {
                _exit(1);
            }
            while (__atomic_load_n(ready, __ATOMIC_SEQ_CST) < count)
            {
                usleep(1000);
            }
            report_script(reporter, &s, events, NULL);
            ttalloc_close(reporter);
            _exit(0);
        }
    }
    int failed = 0;
    for (int i = 0; i < count; i++)
    {
        failed += 0 != await_child(-1);
    }
    return failed > 0;
}

/* Many processes at once, each holding its ring until all have tried: prints how many have one, and how many do not. */
static int run_throng(char **argv)
{
    const int count = atoi(argv[3]);
    int *tried = (int *)mmap(NULL, 2 * sizeof(*tried), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++)
    {
        if (0 == fork())
        {
            __atomic_add_fetch(&tried[0], 1, __ATOMIC_SEQ_CST);
            while (__atomic_load_n(&tried[0], __ATOMIC_SEQ_CST) < count)
            {
                usleep(1000);
            }
            const ttalloc_reporter *reporter = open_reporter(argv[2], (uint64_t)i, SMALL_RING_BYTES);
            __atomic_add_fetch(&tried[1], 1, __ATOMIC_SEQ_CST);
            while (__atomic_load_n(&tried[1], __ATOMIC_SEQ_CST) < count)
            {
                usleep(1000);
            }
            _exit(NULL == reporter ? 2 : 0);
        }
    }
    int with = 0;
    for (int i = 0; i < count; i++)
    {
        with += 0 == await_child(-1);
    }
    printf("%d with and %d without a ring\n", with, count - with);
    return 0;
}

/* Many short processes, one after the other: prints how many had a ring, and how many had none. */
static int run_many(char **argv)
{
    const int count = atoi(argv[3]);
    int with = 0, without = 0;
    for (int i = 0; i < count; i++)
    {
        const pid_t child = fork();
        if (0 == child)
        {
            const uint64_t ring_bytes = NULL == getenv("TT_ALLOC_RING_BYTES") ? SMALL_RING_BYTES : 0;
            ttalloc_reporter *reporter = open_reporter(argv[2], (uint64_t)i, ring_bytes);
            const int64_t status = ttalloc_allocate(
                reporter, 0, TTALLOC_L1, 32, 1, 1, TTALLOC_ALL_CORES, 0);
            ttalloc_close(reporter);
            _exit(NULL == reporter && TTALLOC_DISABLED == status ? 2 : status < 0);
        }
        const int result = await_child(child);
        with += 0 == result;
        without += 2 == result;
    }
    printf("%d with and %d without a ring\n", with, without);
    return 0;
}

/* Takes the turn at a birth and never ends it, beside a child that has all its files and no lock. */
static int run_turn(char **argv)
{
    const int turn = ttalloc_take_turn(argv[2]);
    const pid_t child = fork();
    if (child > 0)
    {
        printf("%s %d\n", turn < 0 ? "LATE" : "TURN", (int)child);
        fflush(stdout);
    }
    pause();
    return 0;
}

/* The lines of /proc/self/maps, or the names in /proc/self/fd. */
static int count_of(const char *path, int is_folder)
{
    int count = 0;
    if (is_folder)
    {
        DIR *folder = opendir(path);
        while (NULL != readdir(folder))
        {
            count++;
        }
        closedir(folder);
        return count;
    }
    FILE *file = fopen(path, "r");
    for (int c = fgetc(file); EOF != c; c = fgetc(file))
    {
        count += '\n' == c;
    }
    fclose(file);
    return count;
}

/* Takes every name that a ring of this process could have. */
static void take_names(const char *directory)
{
    ttalloc_reporter *reporter = open_reporter(directory, 0, SMALL_RING_BYTES);
    if (NULL == reporter)
    {
        fail("no reporter", 0);
    }
    for (int number = 0; number < 10000; number++)
    {
        char name[4096];
        snprintf(name, sizeof(name), "%s/rings/%llu-%llu-c%d.ring", directory,
            (unsigned long long)reporter->header->pid, (unsigned long long)reporter->header->start_ticks, number);
        close(open(name, O_WRONLY | O_CREAT, 0600));
    }
    ttalloc_close(reporter);
}

/* A reporter that cannot be opened leaves no mapping and no descriptor, however often it is tried. */
static int run_refused(char **argv)
{
    if (0 == strcmp(argv[3], "name"))
    {
        take_names(argv[2]);
    }
    int maps = count_of("/proc/self/maps", 0), files = count_of("/proc/self/fd", 1);
    if (0 == strcmp(argv[3], "memory"))
    {
        const struct rlimit limit = {RING_BYTES, RING_BYTES};
        setrlimit(RLIMIT_AS, &limit);
    }
    for (int i = 0; i < 3; i++)
    {
        maps = count_of("/proc/self/maps", 0);
        files = count_of("/proc/self/fd", 1);
        if (NULL != open_reporter(argv[2], (uint64_t)i, RING_BYTES))
        {
            fail("a reporter was opened", i);
        }
    }
    if (maps != count_of("/proc/self/maps", 0) || files != count_of("/proc/self/fd", 1))
    {
        fail("something is left open, mappings", count_of("/proc/self/maps", 0) - maps);
    }
    return 0;
}

static void wait_for(ttalloc_reporter *reporter, int64_t from, int64_t nanos)
{
    reporter->waited_nanos += nanos;
    reporter->last_wait_nanos = from + nanos;
}

/* Short waits that never fill the budget, then one that does: on a clock of its own. */
static int run_waits(void)
{
    const int64_t milli = 1000000, second = 1000 * milli;
    ttalloc_reporter reporter;
    memset(&reporter, 0, sizeof(reporter));
    int64_t now = 10 * second;
    for (int i = 0; i < 1000; i++, now += second / 2)
    {
        if (!ttalloc_may_wait(&reporter, now))
        {
            fail("no budget at short wait", i);
        }
        wait_for(&reporter, now, milli);
    }
    now += 2 * second;
    if (!ttalloc_may_wait(&reporter, now))
    {
        fail("no budget after a pause", 0);
    }
    now += second - 10 * milli;
    wait_for(&reporter, now, 10 * milli);
    for (int64_t later = 10 * milli; later < second + 10 * milli; later += milli)
    {
        if (ttalloc_may_wait(&reporter, now + later))
        {
            fail("a budget again within a second, after", later);
        }
    }
    if (!ttalloc_may_wait(&reporter, now + second + 10 * milli))
    {
        fail("no budget a second later", 0);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && 0 == strcmp(argv[1], "waits"))
    {
        return run_waits();
    }
    if (argc >= 6 && 0 == strcmp(argv[1], "one"))
    {
        return run_one(argc, argv);
    }
    if (argc == 6 && 0 == strcmp(argv[1], "crowd"))
    {
        return run_crowd(argv);
    }
    if (argc == 4 && 0 == strcmp(argv[1], "many"))
    {
        return run_many(argv);
    }
    if (argc == 4 && 0 == strcmp(argv[1], "throng"))
    {
        return run_throng(argv);
    }
    if (argc == 4 && 0 == strcmp(argv[1], "refused"))
    {
        return run_refused(argv);
    }
    if (argc == 3 && 0 == strcmp(argv[1], "turn"))
    {
        return run_turn(argv);
    }
    fprintf(stderr, "usage: producer one|crowd|many|throng|turn|refused|waits <directory> ...\n");
    return 2;
}
