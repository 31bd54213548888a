/*
 * A process that reports a number of allocations each time that it reads "go", and says "done".
 *
 *     report_loop DIRECTORY RING_BYTES REPORTS
 *
 * Exits 1 if it cannot report or a report was lost.
 */
#include "ttalloc.h"

int main(int argc, char **argv)
{
    char line[16];
    if (4 != argc)
    {
        return 2;
    }
    const ttalloc_options options = {argv[1], "report_loop", strtoull(argv[2], NULL, 10), 1};
    const long reports = strtol(argv[3], NULL, 10);
    ttalloc_reporter *reporter = ttalloc_open(&options);
    if (NULL == reporter)
    {
        return 1;
    }
    puts("ready");
    fflush(stdout);
    int lost = 0;
    uint64_t buffer_id = 0;
    while (NULL != fgets(line, sizeof(line), stdin) && 0 == strcmp(line, "go\n"))
    {
        for (long i = 0; i < reports; i++)
        {
            const int64_t position = i & 1 ?
                ttalloc_free(reporter, 0, TTALLOC_L1, buffer_id) :
                ttalloc_allocate(reporter, 0, TTALLOC_L1, buffer_id += 64, 4096, 64, TTALLOC_ALL_CORES, 0);
            lost |= position < 0;
        }
        puts("done");
        fflush(stdout);
    }
    ttalloc_close(reporter);
    return lost;
}
