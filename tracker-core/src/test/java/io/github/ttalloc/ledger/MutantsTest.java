package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Plants one mistake at a time into the acting side of {@link InterleavingTest}: each must be caught.
 */
class MutantsTest
{
    private static final int SLOT_MASK = SlotDescriptor.SLOT_LENGTH - 1;
    private static final long WITHOUT_VERSION = 0x8000_0000_FFFF_FFFFL;

    enum Mutant
    {
        READS_WITHOUT_ASKING_AGAIN
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
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
        CHANGES_A_HOME_THAT_CHANGED
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        final boolean isHome = SlotDescriptor.HOME_OFFSET == (index & SLOT_MASK);
                        return super.compareAndSetLong(index, isHome ? getLong(index) : expected, update);
                    }
                };
            }
        },
        CLAIMS_A_SLOT_THAT_IS_TAKEN
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return new ScriptedBuffer(memory, script)
                {
                    @Override
                    public boolean compareAndSetLong(final int index, final long expected, final long update)
                    {
                        final boolean isControl = SlotDescriptor.CONTROL_OFFSET == (index & SLOT_MASK);
                        return super.compareAndSetLong(index, isControl ? getLong(index) : expected, update);
                    }
                };
            }
        },
        NEVER_FREES_A_SLOT
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
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
        IGNORES_VERSIONS
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
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
        };

        abstract UnsafeBuffer view(byte[] memory, ScriptedBuffer.Script script);
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void shouldBeCaught(final Mutant mutant)
    {
        final InterleavingTest test = new InterleavingTest()
        {
            @Override
            UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
            {
                return mutant.view(memory, script);
            }
        };
        final List<String> caught = new ArrayList<>();
        note(caught, test::shouldNeverShowAReaderASlotThatWasUsedAgainForAnotherKey);
        note(caught, test::shouldAlwaysFindARecordThatIsReplacedMeanwhile);
        note(caught, test::shouldShowAReaderEveryLiveRecordOnceWhileOthersComeAndGo);
        note(caught, test::shouldLinkAKeyOnceThoughTwoWritersAllocateIt);
        note(caught, test::shouldGiveTheLastReferenceToOneOfTwoFrees);
        note(caught, test::shouldKeepAReferenceThatIsAddedWhileAnotherIsDropped);
        note(caught, test::shouldNeverGiveOneSlotToTwoKeys);
        assertFalse(caught.isEmpty(), "nothing caught " + mutant);
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
