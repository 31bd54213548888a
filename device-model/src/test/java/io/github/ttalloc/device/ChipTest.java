package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChipTest
{
    @ParameterizedTest
    @CsvSource({
        "N150, 64, 8, 9, 72, 64",
        "N150, 32, 8, 9, 72, 64",
        "N300, 513, 8, 8, 64, 56",
        "N300, 65, 8, 8, 64, 56",
        "T3000, 640, 8, 8, 64, 56"})
    void shouldHaveTheCoresOfItsBoard(
        final Board board, final int mask, final int columns, final int rows, final int cores, final int l1Banks)
    {
        final Chip chip = board.chip(mask);

        assertEquals(columns, chip.columns());
        assertEquals(rows, chip.rows());
        assertEquals(cores, chip.cores());
        assertEquals(l1Banks, chip.l1Banks());
        assertEquals(cores, l1Banks + CoreRange.size(chip.dispatchRange()));
    }

    @Test
    void shouldDispatchFromTheLastLiveRowOfWormhole()
    {
        final Chip chip = Board.N150.chip(64);

        assertEquals(CoreRange.of(0, 0, 7, 7), chip.computeRange());
        assertEquals(CoreRange.of(0, 8, 7, 8), chip.dispatchRange());
    }

    @Test
    void shouldHarvestColumnsOfBlackholeAndDispatchFromItsLastLiveColumn()
    {
        final Chip chip = new Chip(Architecture.BLACKHOLE, 0b11);

        assertEquals(120, chip.cores());
        assertEquals(110, chip.l1Banks());
        assertEquals(CoreRange.of(0, 0, 10, 9), chip.computeRange());
        assertEquals(CoreRange.of(11, 0, 11, 9), chip.dispatchRange());
    }

    @Test
    void shouldAddUpToTheL1OfAnN150()
    {
        final Chip chip = Board.N150.chip(32);

        assertEquals(107_937_792L, chip.cores() * chip.architecture().l1Bytes());
        assertEquals(95_944_704L, chip.l1Banks() * chip.architecture().l1Bytes());
    }

    @ParameterizedTest
    @CsvSource({"WORMHOLE_B0, -1", "WORMHOLE_B0, 1024", "WORMHOLE_B0, 511", "BLACKHOLE, 16384", "BLACKHOLE, 8191"})
    void shouldRefuseAMaskThatNoChipHas(final Architecture architecture, final int mask)
    {
        final Exception e = assertThrows(IllegalArgumentException.class, () -> new Chip(architecture, mask));

        assertTrue(e.getMessage().contains("harvestMask=" + mask), e.getMessage());
    }

    @Test
    void shouldRefuseAMaskThatItsBoardDoesNotHave()
    {
        final Exception e = assertThrows(IllegalArgumentException.class, () -> Board.N300.chip(64));

        assertTrue(e.getMessage().contains("n300"), e.getMessage());
    }

    @Test
    void shouldFindAnArchitectureByItsNameOrItsL1()
    {
        for (final Architecture architecture : Architecture.values())
        {
            assertSame(architecture, Architecture.of(architecture.umdName()));
            assertSame(architecture, Architecture.ofL1Bytes(architecture.l1Bytes()));
        }
        assertNull(Architecture.ofL1Bytes(1_048_576));
        final Exception e = assertThrows(IllegalArgumentException.class, () -> Architecture.of("grayskull"));
        assertTrue(e.getMessage().contains("grayskull"), e.getMessage());
    }
}
