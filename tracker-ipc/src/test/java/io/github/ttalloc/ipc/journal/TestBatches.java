package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.bytes.BytesStore;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches without a journal: numbered like appended ones, and kept so that they can be shown again.
 */
public final class TestBatches
{
    private static final long FIRST_INDEX = 1L << 40;

    private final List<byte[]> batches = new ArrayList<>();
    private long nextSequence = 1;
    private long nowNanos = 1_000_000_000L;

    /** Bytes of a batch as they would be appended as sequence 1. */
    public static byte[] bytes(final BatchBuilder filled)
    {
        return bytes(filled, 1, 2, 3);
    }

    static byte[] bytes(
        final BatchBuilder filled, final long sequence, final long wallNanos, final long monotonicNanos)
    {
        final BytesStore<?, ByteBuffer> store = filled.finish(sequence, wallNanos, monotonicNanos);
        final byte[] bytes = new byte[filled.length()];
        store.read(0L, bytes, 0, bytes.length);
        return bytes;
    }

    /** Keeps a batch, a microsecond after the one before. */
    public TestBatches append(final BatchBuilder filled)
    {
        nowNanos += 1_000;
        batches.add(bytes(filled, nextSequence, 1_000_000_000_000_000_000L + nowNanos, nowNanos));
        nextSequence += filled.count();
        return this;
    }

    /** How many batches there are. */
    public int size()
    {
        return batches.size();
    }

    /** Sequence of the last event. */
    public long lastSequence()
    {
        return nextSequence - 1;
    }

    /** Shows the batches from one on, up to and without another. */
    public void show(final int from, final int to, final JournalTailer.BatchHandler handler)
    {
        for (int i = from; i < to; i++)
        {
            final ByteBuffer memory = ByteBuffer.allocateDirect(batches.get(i).length).put(batches.get(i));
            final BytesStore<?, ByteBuffer> store = BytesStore.wrap(memory);
            try
            {
                handler.onBatch(new JournalBatch().copy(store.addressForRead(0), memory.capacity(), FIRST_INDEX + i));
            }
            finally
            {
                Reference.reachabilityFence(store);
            }
        }
    }
}
