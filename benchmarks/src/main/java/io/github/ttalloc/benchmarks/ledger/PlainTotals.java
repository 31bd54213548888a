package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.ledger.LedgerKey;

/**
 * The totals of a ledger with one writer as a rival keeps them: for each process, device and type and for each device
 * and type over all processes, live bytes, buffers and bytes per bank with their peaks, allocations and frees. They
 * are counted with each event, and nobody reads them.
 */
final class PlainTotals
{
    private static final int BYTES = 0;
    private static final int BUFFERS = 1;
    private static final int BYTES_PER_BANK = 2;
    private static final int EVENTS = 3;
    private static final int PEAKS = 4;
    private static final int PEAK_SEQUENCES = 8;
    private static final int CELL_SHIFT = 4;
    private static final int TYPE_SHIFT = 4;
    private static final int DEVICE_SHIFT = 6;
    private static final int PROCESSES = 2;

    private final long[] words = new long[PROCESSES + 1 << DEVICE_SHIFT + TYPE_SHIFT + CELL_SHIFT];

    void allocated(final long key, final long bytes, final long bytesPerBank, final long sequence)
    {
        raise(cell(LedgerKey.slot(key), key), bytes, bytesPerBank, sequence);
        raise(cell(PROCESSES, key), bytes, bytesPerBank, sequence);
    }

    void freed(final long key, final long bytes, final long bytesPerBank)
    {
        change(cell(LedgerKey.slot(key), key), -bytes, -1, -bytesPerBank);
        change(cell(PROCESSES, key), -bytes, -1, -bytesPerBank);
    }

    private static int cell(final int process, final long key)
    {
        return (process << DEVICE_SHIFT | LedgerKey.device(key)) << TYPE_SHIFT + CELL_SHIFT |
            LedgerKey.typeCode(key) << CELL_SHIFT;
    }

    private void raise(final int cell, final long bytes, final long bytesPerBank, final long sequence)
    {
        change(cell, bytes, 1, bytesPerBank);
        for (int value = BYTES; value <= BYTES_PER_BANK; value++)
        {
            if (words[cell + value] > words[cell + PEAKS + value])
            {
                words[cell + PEAKS + value] = words[cell + value];
                words[cell + PEAK_SEQUENCES + value] = sequence;
            }
        }
    }

    private void change(final int cell, final long bytes, final long buffers, final long bytesPerBank)
    {
        words[cell + BYTES] += bytes;
        words[cell + BUFFERS] += buffers;
        words[cell + BYTES_PER_BANK] += bytesPerBank;
        words[cell + EVENTS]++;
    }
}
