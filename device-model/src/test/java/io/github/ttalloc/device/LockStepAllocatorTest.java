package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LockStepAllocatorTest
{
    private static final Chip CHIP = Board.N150.chip(64);
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0, 104_224, 65_536);

    private final LockStepAllocator allocator = new LockStepAllocator(CHIP, MAP);

    @Test
    void shouldPlaceL1DownwardsFromTheSmallRegion()
    {
        assertEquals(1_433_472, allocator.allocate(BufferType.L1, 128));
        assertEquals(1_431_424, allocator.allocate(BufferType.L1, 2_048));
        assertEquals(1_499_136 - 64, allocator.allocate(BufferType.L1_SMALL, 33));
    }

    @Test
    void shouldPlaceDramUpwardsAndProgramsDownwards()
    {
        assertEquals(32, allocator.allocate(BufferType.DRAM, 45_056));
        assertEquals(45_088, allocator.allocate(BufferType.DRAM, 32));
        assertEquals(1_073_741_824 - 2_048, allocator.allocateProgram(2_048));
        assertEquals(1_073_741_792 - 45_056 - 32 - 2_048, allocator.memory(BufferType.DRAM).freeBytes());
    }

    @Test
    void shouldTakeAFreedPlaceAgain()
    {
        final long first = allocator.allocate(BufferType.L1, 8_192);
        allocator.allocate(BufferType.L1, 8_192);

        assertTrue(allocator.free(BufferType.L1, first));
        assertFalse(allocator.free(BufferType.L1, first));
        assertEquals(first, allocator.allocate(BufferType.L1, 4_096) - 4_096);
    }

    @Test
    void shouldEndAtTheUnreservedBase()
    {
        assertEquals(104_224, allocator.allocate(BufferType.L1, 1_329_376));
        assertEquals(FreeList.NO_SPACE, allocator.allocate(BufferType.L1, 0));
        assertEquals(104_224, allocator.memory(BufferType.L1).lowestAllocated());
    }

    @ParameterizedTest
    @EnumSource(value = BufferType.class, names = {"DRAM", "L1", "L1_SMALL"}, mode = EnumSource.Mode.EXCLUDE)
    void shouldRefuseTypesThatItDoesNotPlace(final BufferType type)
    {
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(type, 32));
    }
}
