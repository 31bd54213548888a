package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CircularBufferAllocatorTest
{
    private static final int GRID = CoreRange.of(0, 0, 7, 7);

    private final CircularBufferAllocator allocator = new CircularBufferAllocator(
        Board.N150.chip(64), L1Map.of(Architecture.WORMHOLE_B0, 104_224, 0));

    @Test
    void shouldStackUpwardsFromTheUnreservedBase()
    {
        assertEquals(104_224, allocator.allocate(8_192, GRID));
        assertEquals(112_416, allocator.allocate(278_528, GRID));
        assertEquals(390_944, allocator.allocate(64, GRID));
        assertEquals(391_008, allocator.end(GRID));
    }

    @Test
    void shouldAlignEveryAddress()
    {
        allocator.allocate(1, GRID);

        assertEquals(104_225, allocator.end(GRID));
        assertEquals(104_256, allocator.allocate(16, GRID));
    }

    @Test
    void shouldLieAboveTheFullestOfItsCores()
    {
        allocator.allocate(4_096, CoreRange.of(0, 0));
        allocator.allocate(1_024, CoreRange.of(3, 0, 5, 2));

        assertEquals(104_224, allocator.allocate(32, CoreRange.of(6, 6)));
        assertEquals(108_320, allocator.allocate(32, CoreRange.of(0, 0), CoreRange.of(4, 1)));
        assertEquals(108_352, allocator.end(CoreRange.of(4, 1)));
        assertEquals(105_248, allocator.end(CoreRange.of(3, 0)));
        assertEquals(104_224, allocator.end(CoreRange.of(1, 0)));
    }

    @Test
    void shouldBeginAgainAfterFreeAll()
    {
        allocator.allocate(4_096, GRID);
        allocator.freeAll();

        assertEquals(104_224, allocator.end(GRID));
        assertEquals(104_224, allocator.allocate(32, CoreRange.of(2, 8)));
    }

    @Test
    void shouldRefuseToPassTheEndOfL1()
    {
        assertEquals(104_224, allocator.allocate(1_394_912, CoreRange.of(0, 0)));
        assertEquals(FreeList.NO_SPACE, allocator.allocate(1, GRID));
        assertEquals(104_224, allocator.end(CoreRange.of(1, 0)));
        assertEquals(FreeList.NO_SPACE, allocator.allocate(1_394_913, CoreRange.of(1, 0)));
    }

    @Test
    void shouldRefuseCoresThatTheChipDoesNotHave()
    {
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(32, CoreRange.of(0, 0, 8, 0)));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(32, CoreRange.of(0, 9)));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(32, CoreRange.ALL));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(32));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(-1, GRID));
    }
}
