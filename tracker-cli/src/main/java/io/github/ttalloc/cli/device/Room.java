package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BankLayout;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.FreeList;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.percore.BufferPlace;
import io.github.ttalloc.percore.DeviceMemory;

import java.util.List;

/**
 * What is free of one memory of a device, the same in every bank, and what is in the way of a buffer there. TRACE
 * takes the upper end of DRAM: a region of its own where its size is known.
 */
final class Room
{
    /**
     * Whether and where a buffer finds a place.
     *
     * @param address        where, or {@link FreeList#NO_SPACE}.
     * @param bytesPerBank   what it takes in every bank.
     * @param banksWithPages banks that hold pages of it.
     * @param obstacle       what stands in its way or threatens it, or null.
     * @param inTheWay       the buffers that do.
     */
    record Answer(
        long address, long bytesPerBank, int banksWithPages, String obstacle, List<LedgerRecord> inTheWay)
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
    private final long start;
    private final long end;
    private final HeldRanges held = new HeldRanges();
    private final HeldRanges circularBuffers = new HeldRanges();
    private long circularBuffersEnd;

    /**
     * A memory with nothing in it.
     *
     * @param type         DRAM, TRACE, L1 or L1_SMALL.
     * @param banks        over which it is spread.
     * @param architecture of the device.
     * @param map          where the regions of its L1 lie.
     * @param traceBytes   what is kept of each DRAM bank for traces; 0 where traces share it with other buffers.
     */
    Room(
        final BufferType type,
        final int banks,
        final Architecture architecture,
        final L1Map map,
        final long traceBytes)
    {
        this.type = type;
        this.banks = banks;
        alignment = isDram(type) ? architecture.dramAlignment() : architecture.l1Alignment();
        if (isDram(type))
        {
            final long traceStart = architecture.dramBankBytes() - traceBytes;
            if (traceBytes < 0 || traceStart < alignment)
            {
                throw new IllegalArgumentException("traceRegionBytes=" + traceBytes + " must be 0 to " +
                    (architecture.dramBankBytes() - alignment) + ", what a DRAM bank of " + architecture.umdName() +
                    " holds");
            }
            final boolean isTraceRegion = BufferType.TRACE == type && 0 != traceBytes;
            start = isTraceRegion ? traceStart : alignment;
            end = isTraceRegion ? architecture.dramBankBytes() : traceStart;
        }
        else
        {
            final L1Region region = BufferType.L1 == type ? L1Region.BUFFERS : L1Region.L1_SMALL;
            start = map.start(region);
            end = map.end(region);
        }
        free = new FreeList(start, end, architecture.dramAlignment());
    }

    /** Takes the place of a live buffer of the device, of whatever type. */
    void occupy(final BufferType other, final LedgerRecord record, final DeviceMemory memory)
    {
        final long bufferId = LedgerKey.bufferId(record.key());
        final long from = BufferId.address(bufferId);
        final long perCore = from + memory.bytesPerCore(record);
        if (BufferType.CB == other && BufferType.L1 == type && 0 != record.bytes())
        {
            circularBuffers.add(from, perCore, record);
            circularBuffersEnd = Math.max(circularBuffersEnd, perCore);
        }
        else if ((other == type || isDram(other) && isDram(type)) &&
            !BufferPlace.isOnCore(other, bufferId, record.cores()))
        {
            final long to = Math.max(from + 1, isDram(type) ? from + memory.reserved(record) / banks : perCore);
            if (to > start && from < end)
            {
                held.add(from, to, record);
                free.occupy(from, to);
            }
        }
    }

    /**
     * Where a buffer goes.
     *
     * @param bytes     of the buffer.
     * @param pageBytes of a page of it.
     * @param holders   banks over which its pages spread: all, or as many as it has shards.
     * @return the answer.
     * @throws IllegalArgumentException if there are more holders than banks, or a size is negative.
     */
    Answer place(final long bytes, final long pageBytes, final int holders)
    {
        if (holders > banks)
        {
            throw new IllegalArgumentException(
                "shards=" + holders + " must be at most the " + banks + " banks of " + type);
        }
        final BankLayout layout = new BankLayout(holders, alignment);
        final long perBank = layout.bytesPerBank(bytes, pageBytes);
        final long freeBefore = free.freeBytes();
        final long largest = free.largestFreeBytes();
        final long address = BufferType.DRAM == type ? free.allocateBottomUp(perBank) : free.allocateTopDown(perBank);
        if (FreeList.NO_SPACE != address)
        {
            free.free(address);
        }
        return new Answer(address, perBank, layout.banksWithPages(bytes, pageBytes),
            obstacle(address, perBank, freeBefore, largest),
            FreeList.NO_SPACE == address ? held.inTheWay(start, end, perBank) : circularBuffers.above(address));
    }

    int banks()
    {
        return banks;
    }

    long bankBytes()
    {
        return end - start;
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

    private static boolean isDram(final BufferType type)
    {
        return BufferType.DRAM == type || BufferType.TRACE == type;
    }

    private String obstacle(final long address, final long perBank, final long freeBytes, final long largest)
    {
        if (FreeList.NO_SPACE != address)
        {
            return address < circularBuffersEnd ? "It would clash with circular buffers, which end at " +
                circularBuffersEnd + ": the next program that sets them up again fails." : null;
        }
        if (0 == bankBytes())
        {
            return "There is no " + type + " region: open the device with one, and name its size to this command.";
        }
        if (perBank > bankBytes())
        {
            return "It is larger than a whole bank of " + bankBytes() + " bytes: spread it over more banks" +
                (isDram(type) ? "." : ", or take DRAM.");
        }
        return perBank <= freeBytes ?
            "Enough is free, but in pieces: the largest is " + (perBank - largest) + " bytes short." :
            "Other buffers hold " + (bankBytes() - freeBytes) + " bytes of each bank: " + (perBank - freeBytes) +
            " more would have to be free.";
    }
}
