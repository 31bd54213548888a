package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Retires a process and uses its block of totals again between any two loads of a reader.
 */
class TotalsReaderTest
{
    private static final int BLOCKS = 4;
    private static final long PEAK_OF_SLOT = 111;

    @Test
    void shouldNeverShowTheTotalsOfOneProcessAsThoseOfAnother()
    {
        retireBetweenTheLoadsOfAReader(ScriptedBuffer::new);
    }

    @Test
    void shouldBeCaughtIfItDoesNotAskForTheVersionAgain()
    {
        assertThrows(AssertionError.class, () -> retireBetweenTheLoadsOfAReader(
            (memory, script) -> new ScriptedBuffer(memory, script)
            {
                private long version;

                @Override
                public long getLongAcquire(final int index)
                {
                    final long value = super.getLongAcquire(index);
                    version = isVersion(index) ? value : version;
                    return value;
                }

                @Override
                public long getLongOpaque(final int index)
                {
                    return isVersion(index) ? version : super.getLongOpaque(index);
                }
            }));
    }

    private static boolean isVersion(final int index)
    {
        return TotalsDescriptor.VERSION_OFFSET ==
            (index - TotalsDescriptor.AREA_HEADER_LENGTH) % TotalsDescriptor.BLOCK_LENGTH;
    }

    /* At every place there is, once for each. */
    private static void retireBetweenTheLoadsOfAReader(
        final BiFunction<byte[], ScriptedBuffer.Script, UnsafeBuffer> view)
    {
        final boolean[] done = {true};
        for (int step = 0; done[0]; step++)
        {
            final byte[] memory = new byte[TotalsDescriptor.areaLength(BLOCKS)];
            final OneWriterTotals totals = new OneWriterTotals(new UnsafeBuffer(memory), BLOCKS);
            report(totals, 1);
            done[0] = false;
            final ScriptedBuffer.Script script = new ScriptedBuffer.Script().before(step, () ->
            {
                done[0] = true;
                totals.retire(1);
                report(totals, 2);
            });
            final List<LedgerTotals> shown = new ArrayList<>();
            new TotalsReader().forEach(view.apply(memory, script), t -> shown.add(new LedgerTotals().set(t)));
            shown.removeIf(LedgerTotals::isGroup);
            assertEquals(BufferType.COUNT, shown.size(), "step=" + step + " " + shown);
            for (int type = 0; type < BufferType.COUNT; type++)
            {
                final LedgerTotals t = shown.get(type);
                assertEquals(type, t.typeCode(), "step=" + step);
                assertEquals(shown.get(0).slot(), t.slot(), "step=" + step);
                assertEquals(t.slot(), t.device(), "step=" + step);
                assertEquals(PEAK_OF_SLOT * t.slot(), t.peakBytes(), "step=" + step);
            }
        }
    }

    /* A process that held and freed buffers of every type, on the device of its own number. */
    private static void report(final OneWriterTotals totals, final int slot)
    {
        totals.bind(slot, slot, 7);
        for (int type = 0; type < BufferType.COUNT; type++)
        {
            final int cell = totals.cell(slot, slot, type);
            totals.change(cell, PEAK_OF_SLOT * slot, 1, 0, 1, slot);
            totals.shift(cell, -PEAK_OF_SLOT * slot, -1, 0, 1);
        }
        totals.publish();
    }
}
