package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.BufferPlace;
import io.github.ttalloc.cli.view.DeviceMemory;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BankLayout;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.FreeList;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

/**
 * What is free of one memory of a device, the same in every bank, with the circular buffers that lie in its way.
 */
final class Room
{
    /**
     * Whether and where a buffer finds a place.
     *
     * @param address      where, or {@link FreeList#NO_SPACE}.
     * @param bytesPerBank what it takes in every bank.
     * @param obstacle     what stands in its way or threatens it, or null.
     */
    record Answer(long address, long bytesPerBank, String obstacle)
    {
        boolean fits()
        {
            return FreeList.NO_SPACE != address;
        }
    }

    private final BufferType type;
    private final int banks;
    private final int alignment;
    private final FreeList free;
    private final long bankBytes;
    private long circularBuffersEnd;

    private Room(final BufferType type, final int banks, final Architecture architecture, final L1Map map)
    {
        this.type = type;
        this.banks = banks;
        final boolean isDram = BufferType.DRAM == type;
        alignment = isDram ? architecture.dramAlignment() : architecture.l1Alignment();
        final L1Region region = BufferType.L1 == type ? L1Region.BUFFERS : L1Region.L1_SMALL;
        final long start = isDram ? architecture.dramAlignment() : map.start(region);
        final long end = isDram ? architecture.dramBankBytes() : map.end(region);
        free = new FreeList(start, end, architecture.dramAlignment());
        bankBytes = end - start;
    }

    static Room empty(final Chip chip, final L1Map map, final BufferType type)
    {
        return new Room(
            type, BufferType.DRAM == type ? chip.dramBanks() : chip.l1Banks(), chip.architecture(), map);
    }

    static Room of(final DeviceMemory memory, final BufferType type)
    {
        return new Room(type, memory.banks(type), memory.architecture(), memory.device().l1Map());
    }

    /** Takes the place of a live buffer of the device, of whatever type. */
    void occupy(final BufferType other, final LedgerRecord record, final DeviceMemory memory)
    {
        final long bufferId = LedgerKey.bufferId(record.key());
        final long address = BufferId.address(bufferId);
        final long end = address + memory.bytesPerCore(record);
        if (BufferType.CB == other && BufferType.L1 == type && 0 != record.bytes())
        {
            circularBuffersEnd = Math.max(circularBuffersEnd, end);
        }
        else if (other == type && !BufferPlace.isOnCore(other, bufferId, record.cores()))
        {
            free.occupy(address, BufferType.DRAM == type ?
                address + Math.max(1, memory.reserved(record) / banks) : Math.max(address + 1, end));
        }
    }

    /** Where a buffer goes. */
    Answer place(final long bytes, final long pageBytes, final int holders)
    {
        if (holders > banks)
        {
            throw new IllegalArgumentException(
                "shards=" + holders + " must be at most the " + banks + " banks of " + type);
        }
        final long perBank = new BankLayout(holders, alignment).bytesPerBank(bytes, pageBytes);
        final long freeBefore = free.freeBytes();
        final long largest = free.largestFreeBytes();
        final long address = BufferType.DRAM == type ? free.allocateBottomUp(perBank) : free.allocateTopDown(perBank);
        if (FreeList.NO_SPACE != address)
        {
            free.free(address);
        }
        return new Answer(address, perBank, obstacle(address, perBank, freeBefore, largest));
    }

    int banks()
    {
        return banks;
    }

    long bankBytes()
    {
        return bankBytes;
    }

    long freeBytes()
    {
        return free.freeBytes();
    }

    long largestFreeBytes()
    {
        return free.largestFreeBytes();
    }

    /** Where circular buffers end on the fullest core, or 0 where there are none. */
    long circularBuffersEnd()
    {
        return circularBuffersEnd;
    }

    private String obstacle(final long address, final long perBank, final long freeBytes, final long largest)
    {
        if (FreeList.NO_SPACE != address)
        {
            return address < circularBuffersEnd ? "It would clash with circular buffers, which end at " +
                circularBuffersEnd + ": the next program that sets them up again fails." : null;
        }
        if (perBank > bankBytes)
        {
            return "It is larger than a whole bank of " + bankBytes +
                " bytes: spread it over more banks, or take DRAM.";
        }
        return perBank <= freeBytes ?
            "Enough is free, but in pieces: the largest is " + (perBank - largest) + " bytes short." :
            "Other buffers hold " + (bankBytes - freeBytes) + " bytes of each bank: " + (perBank - freeBytes) +
            " more would have to be free.";
    }
}
