package io.github.ttalloc.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Little-endian words of a mapped file: the one place of this module that touches shared memory. The memory order of
 * each access is in its name. Safe for any number of threads.
 */
final class MappedWords
{
    private static final VarHandle LONGS =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
        MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer buffer;

    MappedWords(final ByteBuffer buffer)
    {
        this.buffer = buffer;
    }

    long getLongAcquire(final int offset)
    {
        return (long)LONGS.getAcquire(buffer, offset);
    }

    long getLongVolatile(final int offset)
    {
        return (long)LONGS.getVolatile(buffer, offset);
    }

    void putLong(final int offset, final long value)
    {
        LONGS.set(buffer, offset, value);
    }

    void putLongRelease(final int offset, final long value)
    {
        LONGS.setRelease(buffer, offset, value);
    }

    boolean casLong(final int offset, final long expected, final long value)
    {
        return LONGS.compareAndSet(buffer, offset, expected, value);
    }

    void addLong(final int offset, final long delta)
    {
        LONGS.getAndAdd(buffer, offset, delta);
    }

    void putInt(final int offset, final int value)
    {
        INTS.set(buffer, offset, value);
    }

    void putIntRelease(final int offset, final int value)
    {
        INTS.setRelease(buffer, offset, value);
    }

    void putBytes(final int offset, final byte[] bytes, final int from, final int length)
    {
        buffer.put(offset, bytes, from, length);
    }
}
