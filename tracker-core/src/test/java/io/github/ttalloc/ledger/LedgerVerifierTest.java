package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LedgerVerifierTest
{
    private final ManyWritersLedger ledger = new ManyWritersLedger(new LedgerContext().capacity(100).writers(1));
    private final BucketTable table = ledger.memory().table();
    private final LedgerWriter writer = ledger.newWriter();
    private final List<Long> keys = new ArrayList<>();

    @BeforeEach
    void fill()
    {
        for (long address = 0; keys.size() < 30; address += 32)
        {
            final long key = LedgerKey.of(0, 0, BufferType.L1, address);
            if (table.bucket(BucketTable.mix(key)) < 3 && keys.stream().filter(k -> bucket(k) == bucket(key)).count() <
                (bucket(key) == 0 ? 20 : 5))
            {
                keys.add(key);
                writer.allocate(key, 64, 8, 0, 0, 0, 0);
            }
        }
        LedgerVerifier.verify(ledger);
    }

    @Test
    void shouldMissARecordThatTheWordNoLongerNames()
    {
        final long word = table.wordAcquire(1);
        table.line(1).putLong(table.lineOffset(1), BucketWord.toggled(word, 1));
        requireFound("entry=0 is neither free nor live");
        requireFound("totals say");
        requireFound("slots=");
    }

    @Test
    void shouldFindAnEntryThatNamesTheSlotOfAnother()
    {
        final UnsafeBuffer line = table.line(1);
        final int first = BucketDescriptor.entryOffset(table.lineOffset(1), 0);
        line.putLong(first, line.getLong(first + 8));
        requireFound("is named twice");
    }

    @Test
    void shouldFindASlotOutsideTheTable()
    {
        final UnsafeBuffer line = table.line(1);
        final int first = BucketDescriptor.entryOffset(table.lineOffset(1), 0);
        line.putLong(first, line.getLong(first) + table.slots());
        requireFound("outside the table");
    }

    @Test
    void shouldFindATagThatHidesARecord()
    {
        final int tag = table.lineOffset(1) + BucketDescriptor.TAGS_OFFSET;
        table.line(1).putByte(tag, (byte)~table.line(1).getByte(tag));
        requireFound("does not lead to slot=");
    }

    @Test
    void shouldFindAKeyOfAnotherBucket()
    {
        final int slot = slotOf(keyOf(1));
        table.segment(slot).putLong(table.offset(slot) + SlotDescriptor.KEY_OFFSET, keyOf(2));
        requireFound("does not belong to bucket=1");
    }

    @Test
    void shouldFindARecordWithBadFields()
    {
        final int slot = slotOf(keyOf(1));
        SlotDescriptor.putReferences(table.segment(slot), table.offset(slot), 0);
        requireFound("bad fields");
    }

    @Test
    void shouldFindASizeThatTheTotalsDoNotSay()
    {
        final int slot = slotOf(keyOf(2));
        table.segment(slot).putLong(table.offset(slot) + SlotDescriptor.BYTES_OFFSET, 65);
        requireFound("totals say");
    }

    @Test
    void shouldFindACircleOfNodes()
    {
        final int node = BucketWord.firstNode(table.wordAcquire(0));
        SlotDescriptor.putNodeNext(table.segment(node), table.offset(node), node);
        requireFound("slot=" + node + " is named twice");
    }

    @Test
    void shouldFindANodeOutsideTheTable()
    {
        final int node = BucketWord.firstNode(table.wordAcquire(0));
        SlotDescriptor.putNodeNext(table.segment(node), table.offset(node), table.slots());
        requireFound("outside the table");
    }

    @Test
    void shouldFindASlotThatIsFreeThoughItIsNamed()
    {
        ledger.slots().give(new int[]{slotOf(keyOf(1))}, 0, 1);
        requireFound("slots=");
    }

    @Test
    void shouldFindAnEntryThatWasLeftBehindInABucketOfNodes()
    {
        table.line(0).putLong(table.entryOffset(0, 3), 1);
        requireFound("bucket=0 entry=3 is neither free nor live");
    }

    private void requireFound(final String problem)
    {
        final String message = assertThrows(IllegalStateException.class, () -> LedgerVerifier.verify(ledger))
            .getMessage();
        assertTrue(message.contains(problem), message);
    }

    private int bucket(final long key)
    {
        return table.bucket(BucketTable.mix(key));
    }

    private long keyOf(final int bucket)
    {
        return keys.stream().filter(k -> bucket(k) == bucket).findFirst().orElseThrow();
    }

    private int slotOf(final long key)
    {
        return table.search(key, bucket(key), table.wordAcquire(bucket(key)));
    }
}
