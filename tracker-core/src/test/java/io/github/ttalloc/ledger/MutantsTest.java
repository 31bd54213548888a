package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static io.github.ttalloc.ledger.BucketDescriptor.FIRST_LINE_BITS;
import static io.github.ttalloc.ledger.BucketDescriptor.FREE;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Plants one mistake at a time into the acting side of {@link InterleavingTest}: each must be caught.
 */
class MutantsTest
{
    private static final int LINE_MASK = BucketDescriptor.LINE_LENGTH - 1;
    private static final long WITHOUT_VERSION = 0x8000_0000_FFFF_FFFFL;

    enum Mutant
    {
        READS_WITHOUT_ASKING_AGAIN
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    private long seen;

                    @Override
                    public long getLongAcquire(final int index)
                    {
                        seen = super.getLongAcquire(index);
                        return seen;
                    }

                    @Override
                    public long getLongOpaque(final int index)
                    {
                        return seen;
                    }
                };
            }
        },
        IGNORES_VERSIONS
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    private long seen;

                    @Override
                    public long getLongAcquire(final int index)
                    {
                        seen = super.getLongAcquire(index);
                        return seen;
                    }

                    @Override
                    public long getLongOpaque(final int index)
                    {
                        final long now = super.getLongOpaque(index);
                        return 0 == ((now ^ seen) & WITHOUT_VERSION) ? seen : now;
                    }
                };
            }
        },
        CHANGES_A_BUCKET_THAT_CHANGED
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        return super.compareAndSetLong(index, isWord(index) ? getLong(index) : expected, update);
                    }
                };
            }
        },
        CLAIMS_AN_ENTRY_THAT_IS_TAKEN
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        return super.compareAndSetLong(index, isWord(index) ? expected : getLong(index), update);
                    }
                };
            }
        },
        NEVER_FREES_AN_ENTRY
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public void putLongRelease(final int index, final long value)
                    {
                        script.steps();
                    }
                };
            }
        },
        FREES_AN_ENTRY_BEFORE_IT_IS_UNLINKED
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        final int unlinked = isWord(index) ? (int)(expected & ~update) & FIRST_LINE_BITS : 0;
                        for (int bits = unlinked; 0 != bits; bits &= bits - 1)
                        {
                            putLongRelease(
                                BucketDescriptor.entryOffset(index, Integer.numberOfTrailingZeros(bits)), FREE);
                        }
                        return super.compareAndSetLong(index, expected, update);
                    }
                };
            }
        },
        LINKS_AN_ENTRY_BEFORE_IT_IS_WRITTEN
        {
            @Override
            UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    private int late;
                    private byte tag;

                    @Override
                    public void putByte(final int index, final byte value)
                    {
                        late = index;
                        tag = value;
                    }

                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        final boolean done = super.compareAndSetLong(index, expected, update);
                        if (isWord(index) && 0 != late)
                        {
                            super.putByte(late, tag);
                            late = 0;
                        }
                        return done;
                    }
                };
            }
        },
        TAKES_SLOTS_OF_A_POOL_THAT_CHANGED
        {
            @Override
            UnsafeBuffer pool(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        final long now = getLong(index);
                        return super.compareAndSetLong(index, (int)now == (int)expected ? now : expected, update);
                    }
                };
            }
        },
        GIVES_A_SLOT_BACK_BEFORE_IT_IS_UNLINKED
        {
            @Override
            SharedTable.Writer writer(final SharedTable shared, final SharedTable.View view)
            {
                return new SharedTable.Writer(shared, view, true)
                {
                    @Override
                    long drop(final long key)
                    {
                        final int bucket = table.bucket(BucketTable.mix(key));
                        final int slot = table.search(key, bucket, table.wordAcquire(bucket));
                        if (BucketTable.NONE != slot)
                        {
                            records.giveBack(slot);
                            free.giveBackAll();
                        }
                        records.seek(key);
                        return records.drop();
                    }
                };
            }
        };

        UnsafeBuffer lines(final byte[] memory, final ScriptedBuffer.Script script)
        {
            return new ScriptedBuffer(memory, script);
        }

        UnsafeBuffer pool(final byte[] memory, final ScriptedBuffer.Script script)
        {
            return new ScriptedBuffer(memory, script);
        }

        SharedTable.Writer writer(final SharedTable shared, final SharedTable.View view)
        {
            return shared.writer(view, true);
        }
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void shouldBeCaught(final Mutant mutant)
    {
        final List<String> caught = caughtBy(new InterleavingTest()
        {
            @Override
            UnsafeBuffer view(final SharedTable.Area area, final byte[] memory, final ScriptedBuffer.Script script)
            {
                return switch (area)
                {
                    case LINES -> mutant.lines(memory, script);
                    case POOL -> mutant.pool(memory, script);
                    default -> new ScriptedBuffer(memory, script);
                };
            }

            @Override
            SharedTable.Writer writer(final SharedTable shared, final SharedTable.View view)
            {
                return mutant.writer(shared, view);
            }
        });
        assertFalse(caught.isEmpty(), "nothing caught " + mutant);
    }

    private static boolean isWord(final int index)
    {
        return BucketDescriptor.WORD_OFFSET == (index & LINE_MASK);
    }

    private static List<String> caughtBy(final InterleavingTest test)
    {
        final List<String> caught = new ArrayList<>();
        note(caught, test::shouldNeverShowAReaderAnEntryOrASlotThatWasUsedAgainForAnotherKey);
        note(caught, test::shouldAlwaysFindARecordThatIsReplacedMeanwhile);
        note(caught, test::shouldAlwaysFindAKeyWhoseBucketGoesToNodesAndBack);
        note(caught, test::shouldShowAReaderEveryLiveRecordOnceWhileOthersComeAndGo);
        note(caught, test::shouldShowOthersOnlyWholeRecordsWhileItWrites);
        note(caught, test::shouldLinkAKeyOnceThoughTwoWritersAllocateIt);
        note(caught, test::shouldCountEveryReferenceThoughTwoWritersReplaceOneRecord);
        note(caught, test::shouldGiveTheLastReferenceToOneOfTwoFrees);
        note(caught, test::shouldKeepAReferenceThatIsAddedWhileAnotherIsDropped);
        note(caught, test::shouldDropAKeyWhileAnotherOfItsBucketIsAllocatedAndDropped);
        note(caught, test::shouldNeverGiveOneEntryOrSlotToTwoKeys);
        note(caught, test::shouldNeverTakeASlotThatIsTakenThoughThePoolLooksAsBefore);
        return caught;
    }

    private static void note(final List<String> caught, final Executable test)
    {
        try
        {
            test.execute();
        }
        catch (final Throwable e)
        {
            caught.add(e.toString());
        }
    }
}
