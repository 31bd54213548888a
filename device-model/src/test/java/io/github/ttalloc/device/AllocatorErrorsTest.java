package io.github.ttalloc.device;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When tt-metal says that there is no space or that circular buffers clash, by the figures that its texts have. */
class AllocatorErrorsTest
{
    @ParameterizedTest
    @CsvSource({
        "WORMHOLE_B0, 2, 104224, 0, L1, 134217728, 2048, 2097152, 1394912",
        "WORMHOLE_B0, 2, 101664, 32768, L1, 90000000, 4000, 1408000, 1364704",
        "WORMHOLE_B0, 2, 103424, 65536, L1_SMALL, 6553600, 64, 102400, 65536",
        "WORMHOLE_B0, 6, 103424, 0, L1, 80000000, 16, 1428576, 1395712",
        "WORMHOLE_B0, 2, 103424, 0, DRAM, 12884901888, 4096, 1073741824, 1073741792",
        "BLACKHOLE, 3, 111360, 0, L1, 165000000, 96, 1500000, 1461504",
        "BLACKHOLE, 3, 111360, 0, DRAM, 34300000000, 8192, 4287504384, 4278190016"})
    void shouldFindNoSpaceInAnEmptyBankThatIsTooSmall(
        final Architecture architecture, final int mask, final long base, final long l1Small, final BufferType type,
        final long bytes, final long pageBytes, final long perBank, final long bankBytes)
    {
        final Chip chip = new Chip(architecture, mask);
        final LockStepAllocator allocator = new LockStepAllocator(chip, L1Map.of(architecture, base, l1Small));
        final BankLayout layout = BufferType.DRAM == type ? chip.dramLayout() : chip.l1Layout();

        assertEquals(perBank, layout.bytesPerBank(bytes, pageBytes));
        assertEquals(bankBytes, allocator.memory(type).freeBytes());
        assertEquals(bankBytes, allocator.memory(type).largestFreeBytes());
        assertEquals(FreeList.NO_SPACE, allocator.allocate(type, perBank));
        assertEquals(0, allocator.allocate(type, bankBytes) % 32);
    }

    @ParameterizedTest
    @CsvSource({"1395712, 400000, 100000", "1073741792, 8192, 4096", "4278190016, 640, 128"})
    void shouldFindNoSpaceWhereEnoughIsFreeInPieces(final long bankBytes, final long free, final long largest)
    {
        final FreeList bank = new FreeList(0, bankBytes, 32);
        for (long i = 0; i < free / largest; i++)
        {
            bank.occupy(i * (largest + 32) + largest, (i + 1) * (largest + 32));
        }
        bank.occupy(free / largest * (largest + 32), bankBytes);

        assertEquals(free, bank.freeBytes());
        assertEquals(bankBytes, bank.allocatedBytes() + bank.freeBytes());
        assertEquals(largest, bank.largestFreeBytes());
        assertEquals(FreeList.NO_SPACE, bank.allocateTopDown(largest + 1));
        assertEquals(0, bank.allocateBottomUp(largest));
    }

    @ParameterizedTest
    @CsvSource({
        "WORMHOLE_B0, 0, 0, 7, 8, 400000, 900000, 500000",
        "WORMHOLE_B0, 3, 2, 3, 2, 104000, 104032, 32",
        "BLACKHOLE, 0, 0, 12, 9, 1000000, 1500000, 500000"})
    void shouldClashWhereCircularBuffersEndAboveTheLowestL1Buffer(
        final Architecture architecture, final int x0, final int y0, final int x1, final int y1,
        final long bufferAt, final long circularEnd, final long overlap)
    {
        final Chip chip = new Chip(architecture, 1);
        final L1Map map = L1Map.of(architecture, L1Map.of(architecture).start(L1Region.BUFFERS), 0);
        final CircularBufferAllocator circular = new CircularBufferAllocator(chip, map);
        final LockStepAllocator allocator = new LockStepAllocator(chip, map);
        final int range = CoreRange.of(x0, y0, x1, y1);

        circular.allocate(circularEnd - map.start(L1Region.BUFFERS), range);
        allocator.allocate(BufferType.L1, map.end(L1Region.BUFFERS) - bufferAt);

        final long lowest = allocator.memory(BufferType.L1).lowestAllocated();
        assertEquals(bufferAt, lowest);
        assertEquals(overlap, circular.end(range) - lowest);
    }

    @ParameterizedTest
    @CsvSource({"WORMHOLE_B0, 1499137", "WORMHOLE_B0, 30000000", "BLACKHOLE, 1572865"})
    void shouldRefuseCircularBuffersThatGrowBeyondL1(final Architecture architecture, final long end)
    {
        final L1Map map = L1Map.of(architecture);
        final CircularBufferAllocator circular = new CircularBufferAllocator(new Chip(architecture, 1), map);
        final long bytes = end - map.start(L1Region.BUFFERS);
        final int core = CoreRange.of(0, 0);

        assertEquals(FreeList.NO_SPACE, circular.allocate(bytes, core));
        assertTrue(FreeList.NO_SPACE != circular.allocate(architecture.l1Bytes() - map.start(L1Region.BUFFERS), core));
        assertEquals(architecture.l1Bytes(), circular.end(core));
    }
}
