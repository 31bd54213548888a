/*
 * Reporters in C over rings in private memory, drained by the checks themselves.
 *
 *     reporter threads      several threads report while one drains
 *     reporter stale        a thread stops between its looks at tail and head
 *     reporter texts        tags while the ring is full, and afterwards
 *     reporter cancelled    a thread is cancelled while its tag waits for space
 *     reporter held         another thread has the lock of the tags and does not run
 */
#include "ttalloc.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

enum
{
    THREADS = 4, EVENTS_OF_THREAD = 250000, RECORDS = 8, CAPACITY = RECORDS * TTALLOC_RECORD_LENGTH
};

static ttalloc_reporter *reporter;
static int permits = RECORDS;

static void fail(const char *what, int64_t value)
{
    fprintf(stderr, "reporter: %s, value=%lld\n", what, (long long)value);
    _exit(1);
}

static void *new_pages(size_t length)
{
    void *pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (MAP_FAILED == pages)
    {
        fail("no memory", errno);
    }
    return pages;
}

static void open_reporter(void)
{
    const size_t length = TTALLOC_HEADER_LENGTH + CAPACITY + TTALLOC_PAGE_LENGTH;
    reporter = ttalloc_make_reporter(new_pages(length), length, CAPACITY, -1);
}

/* Gives the space of all records back. */
static void release_all(void)
{
    memset(reporter->records, 0, CAPACITY);
    __atomic_store_n(reporter->head, *reporter->tail, __ATOMIC_SEQ_CST);
}

static void fill(void)
{
    while (ttalloc_mark(reporter, 0) >= 0)
    {
    }
}

/* --- threads ----------------------------------------------------------------------------------------------------- */

/* Reports only where a permit says that there is space. */
static void *report_numbers(void *thread)
{
    for (uint64_t number = 1; number <= EVENTS_OF_THREAD; number++)
    {
        while (__atomic_fetch_sub(&permits, 1, __ATOMIC_SEQ_CST) <= 0)
        {
            __atomic_add_fetch(&permits, 1, __ATOMIC_SEQ_CST);
            sched_yield();
        }
        const int64_t position = ttalloc_allocate(
            reporter, *(int *)thread, TTALLOC_L1, 32, number, 0, TTALLOC_ALL_CORES, 0);
        if (position < 0)
        {
            fail("there was space, but a report came to a status", position);
        }
    }
    return NULL;
}

/* As a recorder does: the committed record at the head is taken, zeroed and given back. */
static void drain(uint64_t *last_numbers)
{
    const uint64_t head = *reporter->head;
    ttalloc_record *record = (ttalloc_record *)(reporter->records + (head & reporter->mask));
    while (TTALLOC_COMMITTED != __atomic_load_n(&record->committed, __ATOMIC_ACQUIRE))
    {
        sched_yield();
    }
    if (record->event.bytes != ++last_numbers[record->event.device])
    {
        fail("an event is not the next of its thread", (int64_t)record->event.bytes);
    }
    memset(record, 0, sizeof(*record));
    __atomic_store_n(reporter->head, head + TTALLOC_RECORD_LENGTH, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&permits, 1, __ATOMIC_SEQ_CST);
}

static void run_threads(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    uint64_t last_numbers[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
    {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, report_numbers, &numbers[i]);
    }
    for (int i = 0; i < THREADS * EVENTS_OF_THREAD; i++)
    {
        drain(last_numbers);
    }
    for (int i = 0; i < THREADS; i++)
    {
        pthread_join(threads[i], NULL);
    }
    if (0 != reporter->header->dropped)
    {
        fail("events were dropped", (int64_t)reporter->header->dropped);
    }
}

/* --- a stale tail ------------------------------------------------------------------------------------------------ */

/* All that others do while a thread stops before its look at the head: they fill the ring again, and it is drained. */
static void pass_by(int signal_number)
{
    (void)signal_number;
    mprotect(reporter->head, TTALLOC_PAGE_LENGTH, PROT_READ | PROT_WRITE);
    *reporter->tail += CAPACITY;
    *reporter->head = *reporter->tail;
}

static void run_stale(void)
{
    reporter->head = (uint64_t *)new_pages(TTALLOC_PAGE_LENGTH);
    fill();
    reporter->header->dropped = 0;
    signal(SIGSEGV, pass_by);
    mprotect(reporter->head, TTALLOC_PAGE_LENGTH, PROT_NONE);
    const int64_t position = ttalloc_mark(reporter, 0);
    if (2 * CAPACITY != position || 0 != reporter->header->dropped)
    {
        fail("a report into an empty ring came to", position);
    }
}

/* --- tags -------------------------------------------------------------------------------------------------------- */

static void expect_tag(int32_t id, const char *text)
{
    const int32_t given = ttalloc_tag(reporter, text);
    if (id != given)
    {
        fail(text, given);
    }
}

static void run_texts(void)
{
    const char *const two_parts = "a text that is sent in two parts, not one";
    fill();
    for (int i = 0; i < TTALLOC_MAX_TEXTS + 10; i++)
    {
        expect_tag(0, "no space for it");
    }
    release_all();
    expect_tag(1, "first");
    while (*reporter->tail - *reporter->head < CAPACITY - TTALLOC_RECORD_LENGTH)
    {
        ttalloc_mark(reporter, 0);
    }
    expect_tag(0, two_parts);
    release_all();
    expect_tag(3, two_parts);
    expect_tag(1, "first");
}

static void *tag_cancelled(void *text)
{
    pthread_cancel(pthread_self());
    ttalloc_tag(reporter, (const char *)text);
    return NULL;
}

static void run_cancelled(void)
{
    char text[] = "waits for space";
    pthread_t thread;
    fill();
    *reporter->heartbeat = (uint64_t)ttalloc_now();
    pthread_create(&thread, NULL, tag_cancelled, text);
    pthread_join(thread, NULL);
    if (0 != reporter->text_lock || 0 == reporter->waited_nanos)
    {
        fail("the lock stayed, or nothing was waited for", reporter->waited_nanos);
    }
    release_all();
    expect_tag(1, text);
}

static void run_held(void)
{
    reporter->text_lock = 1;
    expect_tag(0, "waits for the lock");
    reporter->text_lock = 0;
    expect_tag(1, "waits for the lock");
}

int main(int argc, char **argv)
{
    const struct
    {
        const char *name;
        void (*run)(void);
    } checks[] = {{"threads", run_threads}, {"stale", run_stale}, {"texts", run_texts}, {"cancelled", run_cancelled},
        {"held", run_held}};
    for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
    {
        if (argc == 2 && 0 == strcmp(argv[1], checks[i].name))
        {
            open_reporter();
            checks[i].run();
            ttalloc_close(reporter);
            return 0;
        }
    }
    fprintf(stderr, "usage: reporter threads|stale|texts|cancelled|held\n");
    return 2;
}
