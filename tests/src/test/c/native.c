/*
 * The reporter of the C header inside a JVM: the native methods of NativeReporterMain. They take none of their two
 * first arguments, so that no header of the JDK is needed.
 */
#include "ttalloc.h"

static ttalloc_reporter *reporter;

void Java_io_github_ttalloc_tests_crash_NativeReporterMain_open(void *environment, void *type)
{
    const ttalloc_options options = {getenv("TT_ALLOC_DIR"), "native", 1 << 20, 1};
    (void)environment;
    (void)type;
    reporter = ttalloc_open(&options);
}

int64_t Java_io_github_ttalloc_tests_crash_NativeReporterMain_report(void *environment, void *type)
{
    (void)environment;
    (void)type;
    return ttalloc_mark(reporter, 0);
}

void Java_io_github_ttalloc_tests_crash_NativeReporterMain_close(void *environment, void *type)
{
    (void)environment;
    (void)type;
    ttalloc_close(reporter);
}
