package io.github.ttalloc.cli.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which chips the device ids of a report stand for. The id of a buffer may be that of a mesh of chips, the id of a
 * circular buffer is that of a chip, and both count from 0 in every rank.
 * <p>
 * Chips keep their numbers where no two ranks share one; otherwise the chips of each rank follow those of the rank
 * before. First everything found is added, then {@link #resolve} is called once, then ids are looked up.
 */
final class DeviceMap
{
    /** Largest device number that events can carry. */
    static final int MAX_DEVICE = 63;

    private static final List<Integer> NONE = List.of();

    private final SortedMap<Long, Ids> byRank = new TreeMap<>();

    /** Adds the device id of a buffer. */
    void addBuffer(final long rank, final long id)
    {
        ids(rank).ofBuffers.add(id);
    }

    /** Adds the device id of a circular buffer. */
    void addCircularBuffer(final long rank, final long id)
    {
        ids(rank).ofCircularBuffers.add(id);
    }

    /** Adds what a graph says of the members of a mesh. */
    void addGraphMember(final long rank, final long mesh, final long chip)
    {
        ids(rank).graphMembers.computeIfAbsent(mesh, key -> new TreeSet<>()).add(chip);
    }

    /** Adds what the tables of tensors say of the members of a mesh. */
    void addTableMember(final long rank, final long mesh, final long chip)
    {
        ids(rank).tableMembers.computeIfAbsent(mesh, key -> new TreeSet<>()).add(chip);
    }

    /** Gives every chip its number; throws an {@link IllegalArgumentException} where events cannot carry one. */
    void resolve()
    {
        final Set<Long> seen = new TreeSet<>();
        boolean isShared = false;
        long largest = 0;
        for (final Ids ids : byRank.values())
        {
            ids.resolveChips();
            for (final long chip : ids.chips)
            {
                isShared |= !seen.add(chip);
                largest = Math.max(largest, chip);
            }
        }
        long base = 0;
        for (final Ids ids : byRank.values())
        {
            for (final long chip : ids.chips)
            {
                final long device = base + chip;
                if (device < 0 || device > MAX_DEVICE)
                {
                    throw new IllegalArgumentException(
                        "device " + chip + " would be number " + device + ", and the largest is " + MAX_DEVICE);
                }
                ids.deviceOfChip.put(chip, (int)device);
            }
            base += isShared ? largest + 1 : 0;
        }
    }

    /** Device numbers that a buffer counts on. */
    List<Integer> ofBuffer(final long rank, final long id)
    {
        final Ids ids = byRank.get(rank);
        return null == ids ? NONE : ids.devices(ids.chipsOfBuffer.get(id));
    }

    /** Device numbers that a circular buffer counts on. */
    List<Integer> ofCircularBuffer(final long rank, final long id)
    {
        final Ids ids = byRank.get(rank);
        return null == ids ? NONE :
            ids.chips.contains(id) ? ids.devices(Collections.singleton(id)) : ofBuffer(rank, id);
    }

    /** Device numbers that lose their circular buffers where a program begins. */
    List<Integer> ofProgram(final long rank, final long id)
    {
        final List<Integer> devices = ofBuffer(rank, id);
        return devices.isEmpty() ? ofCircularBuffer(rank, id) : devices;
    }

    /** The smallest device id of the buffers of a rank; {@link GraphNode#ABSENT} where it has none. */
    long anyBuffer(final long rank)
    {
        final Ids ids = byRank.get(rank);
        return null == ids || ids.ofBuffers.isEmpty() ? GraphNode.ABSENT : ids.ofBuffers.first();
    }

    /** Ranks, in order. */
    Set<Long> ranks()
    {
        return byRank.keySet();
    }

    /** Report's device ids by device number, in the order of numbers: the chip's own, then meshes that it is in. */
    SortedMap<Integer, List<Long>> devices(final long rank)
    {
        final Ids ids = ids(rank);
        final SortedMap<Integer, List<Long>> devices = new TreeMap<>();
        ids.deviceOfChip.forEach((chip, device) ->
        {
            final List<Long> known = new ArrayList<>(List.of(chip));
            ids.chipsOfBuffer.forEach((id, chips) -> known.addAll(chips.contains(chip) ? List.of(id) : List.of()));
            devices.put(device, known);
        });
        return devices;
    }

    private Ids ids(final long rank)
    {
        return byRank.computeIfAbsent(rank, key -> new Ids());
    }

    private static final class Ids
    {
        private final NavigableSet<Long> ofBuffers = new TreeSet<>();
        private final NavigableSet<Long> ofCircularBuffers = new TreeSet<>();
        private final Map<Long, NavigableSet<Long>> graphMembers = new HashMap<>();
        private final Map<Long, NavigableSet<Long>> tableMembers = new HashMap<>();
        private final Map<Long, Set<Long>> chipsOfBuffer = new HashMap<>();
        private final NavigableSet<Long> chips = new TreeSet<>();
        private final Map<Long, Integer> deviceOfChip = new TreeMap<>();

        void resolveChips()
        {
            for (final long id : ofBuffers)
            {
                final Set<Long> members = members(id);
                chipsOfBuffer.put(id, members);
                chips.addAll(members);
            }
            for (final long id : ofCircularBuffers)
            {
                if (!ofBuffers.contains(id))
                {
                    chips.add(id);
                }
            }
        }

        Set<Long> members(final long id)
        {
            final Set<Long> own = Collections.singleton(id);
            final Set<Long> members = graphMembers.getOrDefault(id, tableMembers.getOrDefault(id, new TreeSet<>(own)));
            if (members.equals(own))
            {
                final boolean isMesh =
                    1 == ofBuffers.size() && !ofCircularBuffers.isEmpty() && !ofCircularBuffers.contains(id);
                return isMesh ? ofCircularBuffers : own;
            }
            final boolean hasOwnBuffers = members.stream().anyMatch(chip -> chip != id && ofBuffers.contains(chip));
            return hasOwnBuffers ? own : members;
        }

        List<Integer> devices(final Set<Long> ofChips)
        {
            final List<Integer> devices = new ArrayList<>();
            if (null != ofChips)
            {
                for (final long chip : ofChips)
                {
                    devices.add(deviceOfChip.get(chip));
                }
            }
            return devices;
        }
    }
}
