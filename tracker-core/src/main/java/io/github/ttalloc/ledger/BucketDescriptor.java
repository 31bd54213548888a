package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of a line of the index: exactly one cache line, naturally aligned, little-endian. A bucket has two, the first
 * among the lines of all buckets and the second, which few operations need, among the spill lines.
 * <pre>
 *   0        8                         16       24       32       40       48       56       64
 *  +--------+-------------------------+--------+--------+--------+--------+--------+--------+
 *  |  Word  | tags of entries 0-5 | 0 |Entry 0 |Entry 1 |Entry 2 |Entry 3 |Entry 4 |Entry 5 |   first line
 *  +--------+-------------------------+--------+--------+--------+--------+--------+--------+
 *  |  pad   | tags of entries 6-11| 0 |Entry 6 |Entry 7 |Entry 8 |Entry 9 |Entry 10|Entry 11|   spill line
 *  +--------+-------------------------+--------+--------+--------+--------+--------+--------+
 * </pre>
 * <b>Word</b> ({@link BucketWord}) says which entries are live. A <b>tag</b> is one byte of the mixed key, an
 * <b>entry</b> the number of the record's slot below the rest of the mixed key: bucket, tag and entry together are the
 * key itself ({@link BucketTable}), so an entry is told from any other without a look at its record.
 */
final class BucketDescriptor
{
    static final int WORD_OFFSET = 0;
    static final int TAGS_OFFSET = WORD_OFFSET + SIZE_OF_LONG;
    static final int ENTRIES_OFFSET = TAGS_OFFSET + SIZE_OF_LONG;
    static final int LINE_ENTRIES = 6;
    static final int LINE_LENGTH = ENTRIES_OFFSET + LINE_ENTRIES * SIZE_OF_LONG;
    static final int LINE_SHIFT = 6;

    /** Entries of both lines. */
    static final int ENTRIES = 2 * LINE_ENTRIES;
    static final int FIRST_LINE_BITS = (1 << LINE_ENTRIES) - 1;
    static final int ALL_BITS = (1 << ENTRIES) - 1;

    /** An entry that a writer may claim. */
    static final long FREE = 0;

    private static final int ENTRY_SHIFT = 3;
    private static final long EVERY_BYTE = 0x0101_0101_0101_0101L;
    private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long TAG_SIGNS = 0x0000_8080_8080_8080L;

    private BucketDescriptor()
    {
    }

    /* The top bit of byte i of the result is set where tag i of the line is this one; no other bit is. */
    static long matches(final UnsafeBuffer line, final int offset, final long tag)
    {
        final long differing = line.getLong(offset + TAGS_OFFSET) ^ tag * EVERY_BYTE;
        return ~((differing & LOW_BITS) + LOW_BITS | differing) & TAG_SIGNS;
    }

    static int firstOf(final long matches)
    {
        return Long.numberOfTrailingZeros(matches) >>> ENTRY_SHIFT;
    }

    static int entryOffset(final int lineOffset, final int entryOfLine)
    {
        return lineOffset + ENTRIES_OFFSET + (entryOfLine << ENTRY_SHIFT);
    }
}
