package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CoreRangeTest
{
    @ParameterizedTest
    @CsvSource({"0, 0, 7, 7, 64", "0, 0, 0, 0, 1", "6, 7, 6, 7, 1", "1, 2, 4, 3, 8", "254, 254, 254, 254, 1",
        "0, 0, 254, 254, 65025"})
    void shouldGiveBackItsCorners(final int x0, final int y0, final int x1, final int y1, final int cores)
    {
        final int range = CoreRange.of(x0, y0, x1, y1);

        assertEquals(x0, CoreRange.x0(range));
        assertEquals(y0, CoreRange.y0(range));
        assertEquals(x1, CoreRange.x1(range));
        assertEquals(y1, CoreRange.y1(range));
        assertEquals(cores, CoreRange.size(range));
        assertTrue(CoreRange.isValid(range));
        assertNotEquals(CoreRange.ALL, range);
    }

    @Test
    void shouldLieInMemoryAsCornersInOrder()
    {
        assertEquals(0x08_08_02_01, CoreRange.of(1, 2, 7, 7));
    }

    @Test
    void shouldPackOneCoreAsARectangle()
    {
        assertEquals(CoreRange.of(5, 3, 5, 3), CoreRange.of(5, 3));
    }

    @Test
    void shouldCountNoCoresWhereEveryCoreIsMeant()
    {
        assertEquals(0, CoreRange.size(CoreRange.ALL));
        assertTrue(CoreRange.isValid(CoreRange.ALL));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "1, 0, 0, 0", "0, 1, 0, 0", "0, 0, 255, 0", "0, 0, 0, 255"})
    void shouldRefuseCornersOutOfRangeOrTheWrongWayRound(final int x0, final int y0, final int x1, final int y1)
    {
        assertThrows(IllegalArgumentException.class, () -> CoreRange.of(x0, y0, x1, y1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00_01_00_00, 0x01_00_00_00, 0x01_01_00_01, 0x01_01_01_00, 0x00_00_00_01})
    void shouldCallAnImpossibleValueInvalid(final int range)
    {
        assertFalse(CoreRange.isValid(range));
    }
}
