package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BankLayoutTest
{
    @ParameterizedTest
    @CsvSource({
        "4, 4, 12, 32, 32",
        "128, 4, 12, 32, 96",
        "524288, 2048, 12, 32, 45056",
        "8388608, 2048, 12, 32, 700416",
        "8388608, 262144, 12, 32, 786432",
        "2147483648, 2048, 12, 32, 178958336",
        "524288, 2048, 64, 16, 8192",
        "524288, 2048, 32, 16, 16384",
        "131072, 2048, 8, 16, 16384",
        "8388608, 2048, 64, 16, 131072",
        "84213760, 1024, 64, 16, 1315840",
        "16777216, 2048, 64, 16, 262144",
        "1, 1, 64, 16, 16",
        "65, 1, 64, 16, 32",
        "0, 2048, 64, 16, 0",
        "0, 0, 64, 16, 0"})
    void shouldReserveWhatTheFullestBankNeeds(
        final long bytes, final long pageBytes, final int banks, final int alignment, final long expected)
    {
        assertEquals(expected, new BankLayout(banks, alignment).bytesPerBank(bytes, pageBytes));
    }

    @Test
    void shouldSpreadOverTheBanksOfItsChip()
    {
        final Chip chip = Board.N150.chip(64);

        assertEquals(new BankLayout(64, 16), chip.l1Layout());
        assertEquals(new BankLayout(12, 32), chip.dramLayout());
    }

    @ParameterizedTest
    @CsvSource({"-1, 32", "1, 0", "1, -32"})
    void shouldRefuseImpossibleSizes(final long bytes, final long pageBytes)
    {
        final BankLayout layout = new BankLayout(12, 32);

        final Exception e =
            assertThrows(IllegalArgumentException.class, () -> layout.bytesPerBank(bytes, pageBytes));

        assertTrue(e.getMessage().contains("pageBytes=" + pageBytes), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 32", "12, 0", "12, 24", "12, -32", "12, -2147483648"})
    void shouldRefuseImpossibleLayouts(final int banks, final int alignment)
    {
        assertThrows(IllegalArgumentException.class, () -> new BankLayout(banks, alignment));
    }
}
