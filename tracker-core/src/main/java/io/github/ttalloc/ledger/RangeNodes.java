package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * The nodes of one kind, leaves or branches, of every tree of a {@link RangeIndex}. For one thread.
 * <pre>
 *   line 1   | crossed:1, count:31 | first address 1 | ... | first address 15 |
 *   line 2   |       unused        | last address 1  | ... | last address 15  |
 *   line 3   |       unused        |     child 1     | ... |     child 15     |    branches only
 * </pre>
 * Addresses have their sign bit flipped, so that they compare like unsigned numbers. Entries are in the order of their
 * first addresses and counted from 1. Unless a node is <em>crossed</em>, each of its ranges ends before the next one
 * begins, so the last of some entries reaches furthest; a crossed node may say so for longer than it is true.
 */
final class RangeNodes
{
    static final int CAPACITY = 15;

    private static final int LINE = 16;
    private static final int LASTS = LINE;
    private static final int CHILDREN = 2 * LINE;
    private static final int LEAF_LINES = 2;
    private static final int BRANCH_LINES = 3;
    private static final int INITIAL_NODES = 64;
    private static final int CROSSED = Integer.MIN_VALUE;
    private static final int COUNT_MASK = Integer.MAX_VALUE;

    /* Words before the first node: with the header of a large array they make up one cache line. */
    private static final int PAD = 12;

    private final int nodeWords;
    private int[] words;
    private int used = 1;
    private int freeNode;

    private RangeNodes(final int lines)
    {
        nodeWords = lines * LINE;
        words = new int[PAD + nodeWords * INITIAL_NODES];
    }

    static RangeNodes ofLeaves()
    {
        return new RangeNodes(LEAF_LINES);
    }

    static RangeNodes ofBranches()
    {
        return new RangeNodes(BRANCH_LINES);
    }

    /* An empty node; never 0. */
    int take()
    {
        final int node;
        if (0 != freeNode)
        {
            node = freeNode;
            freeNode = words[base(node) + 1];
        }
        else
        {
            if (base(used + 1) > words.length)
            {
                words = Arrays.copyOf(words, PAD + (words.length - PAD) * 2);
            }
            node = used++;
        }
        words[base(node)] = 0;
        return node;
    }

    void give(final int node)
    {
        words[base(node)] = 0;
        words[base(node) + 1] = freeNode;
        freeNode = node;
    }

    int inUse()
    {
        int free = 0;
        for (int node = freeNode; 0 != node; node = words[base(node) + 1])
        {
            free++;
        }
        return used - 1 - free;
    }

    int count(final int node)
    {
        return words[base(node)] & COUNT_MASK;
    }

    boolean isFull(final int node)
    {
        return CAPACITY == count(node);
    }

    boolean isCrossed(final int node)
    {
        return words[base(node)] < 0;
    }

    void markCrossed(final int node)
    {
        words[base(node)] |= CROSSED;
    }

    long first(final int node, final int entry)
    {
        return address(words[base(node) + entry]);
    }

    void first(final int node, final int entry, final long address)
    {
        words[base(node) + entry] = word(address);
    }

    long last(final int node, final int entry)
    {
        return address(words[base(node) + LASTS + entry]);
    }

    void last(final int node, final int entry, final long address)
    {
        words[base(node) + LASTS + entry] = word(address);
    }

    int child(final int node, final int entry)
    {
        return words[base(node) + CHILDREN + entry];
    }

    /* How many entries begin at or below an address; no branch depends on what is compared. */
    int entriesUpTo(final int node, final long address)
    {
        final int[] array = words;
        final int base = base(node);
        final long above = word(address) + 1L;
        int low = 0;
        int left = array[base] & COUNT_MASK;
        while (left > 0)
        {
            final int half = left + 1 >>> 1;
            low += half & (int)(array[base + low + half] - above >> Long.SIZE - 1);
            left -= half;
        }
        return low;
    }

    /* The child where a range that begins at an address is, or is to go. */
    int entryOf(final int node, final long address)
    {
        return Math.max(1, entriesUpTo(node, address));
    }

    /* Whether any of the first entries, so many, reaches an address. */
    boolean reaches(final int node, final int entries, final long address)
    {
        boolean reaches = entries > 0 && last(node, entries) >= address;
        if (isCrossed(node))
        {
            for (int entry = entries - 1; entry > 0 && !reaches; entry--)
            {
                reaches = last(node, entry) >= address;
            }
        }
        return reaches;
    }

    /* The highest address of a node that is not empty. */
    long highest(final int node)
    {
        final int count = count(node);
        long highest = last(node, count);
        if (isCrossed(node))
        {
            for (int entry = count - 1; entry > 0; entry--)
            {
                highest = Math.max(highest, last(node, entry));
            }
        }
        return highest;
    }

    /* Looks again whether a crossed node still is. */
    void review(final int node)
    {
        boolean isCrossed = false;
        for (int entry = count(node) - 1; entry > 0 && !isCrossed; entry--)
        {
            isCrossed = last(node, entry) >= first(node, entry + 1);
        }
        if (!isCrossed)
        {
            words[base(node)] &= COUNT_MASK;
        }
    }

    void insert(final int node, final int entry, final long first, final long last)
    {
        final int base = base(node);
        final int count = count(node);
        open(base, entry, count);
        open(base + LASTS, entry, count);
        first(node, entry, first);
        last(node, entry, last);
        words[base]++;
    }

    void insert(final int node, final int entry, final long first, final long last, final int child)
    {
        open(base(node) + CHILDREN, entry, count(node));
        words[base(node) + CHILDREN + entry] = child;
        insert(node, entry, first, last);
    }

    void remove(final int node, final int entry)
    {
        final int base = base(node);
        final int count = count(node);
        for (int line = 0; line < nodeWords; line += LINE)
        {
            close(base + line, entry, count);
        }
        words[base]--;
    }

    /* Moves the upper half of a full node to a new one; a crossed node makes two. */
    int split(final int node)
    {
        final int right = take();
        final int from = base(node);
        final int to = base(right);
        final int kept = (CAPACITY + 1) / 2;
        final int moved = CAPACITY - kept;
        for (int line = 0; line < nodeWords; line += LINE)
        {
            System.arraycopy(words, from + line + 1 + kept, words, to + line + 1, moved);
        }
        words[to] = words[from] & CROSSED | moved;
        words[from] -= moved;
        return right;
    }

    private int base(final int node)
    {
        return PAD + node * nodeWords;
    }

    private void open(final int line, final int entry, final int count)
    {
        final int[] array = words;
        for (int i = line + count; i >= line + entry; i--)
        {
            array[i + 1] = array[i];
        }
    }

    private void close(final int line, final int entry, final int count)
    {
        final int[] array = words;
        for (int i = line + entry; i < line + count; i++)
        {
            array[i] = array[i + 1];
        }
    }

    private static int word(final long address)
    {
        return (int)address ^ Integer.MIN_VALUE;
    }

    private static long address(final int word)
    {
        return (word ^ Integer.MIN_VALUE) & 0xFFFF_FFFFL;
    }
}
