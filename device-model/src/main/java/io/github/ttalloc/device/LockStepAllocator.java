package io.github.ttalloc.device;

/**
 * Places buffers as tt-metal's allocator does: one free list per memory for all banks of a chip, so that a buffer takes
 * the same addresses in every bank. L1 and L1_SMALL fill downwards, DRAM upwards, and program binaries downwards from
 * the end of DRAM. Sizes and addresses are those within one bank, in bytes. Not threadsafe.
 */
public final class LockStepAllocator
{
    private final FreeList dram;
    private final FreeList l1;
    private final FreeList l1Small;

    /**
     * A chip with nothing allocated.
     *
     * @param chip the chip.
     * @param map  where its L1 buffers lie.
     */
    public LockStepAllocator(final Chip chip, final L1Map map)
    {
        final Architecture architecture = chip.architecture();
        final int granularity = architecture.dramAlignment();
        dram = new FreeList(granularity, architecture.dramBankBytes(), granularity);
        l1 = new FreeList(map.start(L1Region.BUFFERS), map.end(L1Region.BUFFERS), granularity);
        l1Small = new FreeList(map.start(L1Region.L1_SMALL), map.end(L1Region.L1_SMALL), granularity);
    }

    /**
     * Places a buffer.
     *
     * @param type         DRAM, L1 or L1_SMALL.
     * @param bytesPerBank what it needs in each bank, from 0.
     * @return its address in every bank, or {@link FreeList#NO_SPACE}.
     * @throws IllegalArgumentException if the type is another.
     */
    public long allocate(final BufferType type, final long bytesPerBank)
    {
        final FreeList memory = memory(type);
        return memory == dram ? memory.allocateBottomUp(bytesPerBank) : memory.allocateTopDown(bytesPerBank);
    }

    /**
     * Places the binaries of a program, in DRAM.
     *
     * @param bytesPerBank what they need in each bank, from 0.
     * @return their address in every bank, or {@link FreeList#NO_SPACE}.
     */
    public long allocateProgram(final long bytesPerBank)
    {
        return dram.allocateTopDown(bytesPerBank);
    }

    /**
     * Frees a buffer.
     *
     * @param type    DRAM, L1 or L1_SMALL.
     * @param address what placing it returned.
     * @return true, or false where nothing is allocated at that address.
     * @throws IllegalArgumentException if the type is another.
     */
    public boolean free(final BufferType type, final long address)
    {
        return memory(type).free(address);
    }

    /**
     * The free list of a memory, to ask for its figures.
     *
     * @param type DRAM, L1 or L1_SMALL.
     * @return the live list, not a copy.
     * @throws IllegalArgumentException if the type is another.
     */
    public FreeList memory(final BufferType type)
    {
        return switch (type)
        {
            case DRAM -> dram;
            case L1 -> l1;
            case L1_SMALL -> l1Small;
            default -> throw new IllegalArgumentException("type=" + type + " must be DRAM, L1 or L1_SMALL");
        };
    }
}
