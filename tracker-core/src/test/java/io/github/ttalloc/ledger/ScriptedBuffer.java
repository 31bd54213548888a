package io.github.ttalloc.ledger;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * A buffer that counts the memory operations of one thread, runs an action before a chosen one, or stops the thread
 * there for ever by throwing {@link Stopped}.
 */
class ScriptedBuffer extends UnsafeBuffer
{
    private final Script script;

    ScriptedBuffer(final byte[] memory, final Script script)
    {
        super(memory);
        this.script = script;
    }

    @Override
    public long getLong(final int index)
    {
        script.step();
        return super.getLong(index);
    }

    @Override
    public long getLong(final int index, final ByteOrder byteOrder)
    {
        script.step();
        return super.getLong(index, byteOrder);
    }

    @Override
    public long getLongAcquire(final int index)
    {
        script.step();
        return super.getLongAcquire(index);
    }

    @Override
    public long getLongOpaque(final int index)
    {
        script.step();
        return super.getLongOpaque(index);
    }

    @Override
    public void putLong(final int index, final long value)
    {
        script.step();
        super.putLong(index, value);
    }

    @Override
    public void putLongRelease(final int index, final long value)
    {
        script.step();
        super.putLongRelease(index, value);
    }

    @Override
    public boolean compareAndSetLong(final int index, final long expected, final long update)
    {
        script.step();
        return super.compareAndSetLong(index, expected, update);
    }

    @Override
    public int getInt(final int index)
    {
        script.step();
        return super.getInt(index);
    }

    @Override
    public void putInt(final int index, final int value)
    {
        script.step();
        super.putInt(index, value);
    }

    @Override
    public long getLongVolatile(final int index)
    {
        script.step();
        return super.getLongVolatile(index);
    }

    @Override
    public int getIntAcquire(final int index)
    {
        script.step();
        return super.getIntAcquire(index);
    }

    @Override
    public int getIntVolatile(final int index)
    {
        script.step();
        return super.getIntVolatile(index);
    }

    @Override
    public boolean compareAndSetInt(final int index, final int expected, final int update)
    {
        script.step();
        return super.compareAndSetInt(index, expected, update);
    }

    @Override
    public void putByte(final int index, final byte value)
    {
        script.step();
        super.putByte(index, value);
    }

    /* A word at a time, as the least that memory may see. */
    @Override
    public void putBytes(final int index, final DirectBuffer source, final int sourceIndex, final int length)
    {
        for (int i = 0; i < length; i += Long.BYTES)
        {
            putLong(index + i, source.getLong(sourceIndex + i));
        }
    }

    /**
     * Says what happens at which step.
     */
    static final class Script
    {
        private static final int MOST_STEPS = 20_000;

        private int steps;
        private int at = -1;
        private Runnable action;
        private boolean isOff = true;

        /* From here on, the step of this number (from 0) is preceded by the action. */
        Script before(final int step, final Runnable what)
        {
            steps = 0;
            at = step;
            action = what;
            isOff = false;
            return this;
        }

        Script stopBefore(final int step)
        {
            return before(step, () ->
            {
                throw new Stopped();
            });
        }

        int steps()
        {
            return steps;
        }

        private void step()
        {
            if (steps > MOST_STEPS)
            {
                throw new AssertionError("no end in sight after steps=" + steps);
            }
            if (!isOff && steps++ == at)
            {
                isOff = true;
                action.run();
                isOff = false;
            }
        }
    }

    /**
     * The thread got no further.
     */
    static final class Stopped extends RuntimeException
    {
        private static final long serialVersionUID = 1;

        Stopped()
        {
            super("stopped by the script");
        }
    }
}
