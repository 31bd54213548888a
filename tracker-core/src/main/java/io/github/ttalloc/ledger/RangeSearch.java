package io.github.ttalloc.ledger;

/**
 * Looks for the leaves of several ranges at once, level by level, so that memory is asked for the nodes of all of them
 * together. What it finds are hints to the {@link RangeIndex}. For one thread; reused.
 */
final class RangeSearch
{
    private final int[] trees;
    private final long[] firsts;
    private final long[] hints;
    private final int[] heights;
    private final boolean[] crossed;
    private final int[] branchNodes;
    private final int[] branchItems;
    private final int[] leafNodes;
    private final int[] leafItems;
    private int size;
    private int branchCount;
    private int leafCount;

    RangeSearch(final int capacity)
    {
        trees = new int[capacity];
        firsts = new long[capacity];
        hints = new long[capacity];
        heights = new int[capacity];
        crossed = new boolean[capacity];
        branchNodes = new int[capacity];
        branchItems = new int[capacity];
        leafNodes = new int[capacity];
        leafItems = new int[capacity];
    }

    void clear()
    {
        size = 0;
    }

    /* One more range to look for, by its first address; without a hint until the search has run. */
    void add(final int tree, final long first)
    {
        hints[size] = RangeIndex.NO_HINT;
        trees[size] = tree;
        firsts[size++] = first;
    }

    int size()
    {
        return size;
    }

    int tree(final int item)
    {
        return trees[item];
    }

    long hint(final int item)
    {
        return hints[item];
    }

    /* Begins at the root of an item's tree, or leaves it without a hint if there is none. */
    void begin(final int item, final int root, final int height)
    {
        heights[item] = height;
        crossed[item] = false;
        if (0 != root)
        {
            goOn(item, root);
        }
    }

    /* Goes down to the leaves from all roots at which it began. */
    void run(final RangeNodes branches, final RangeNodes leaves)
    {
        while (branchCount > 0)
        {
            final int count = branchCount;
            branchCount = 0;
            branches.touch(branchNodes, count);
            for (int i = 0; i < count; i++)
            {
                final int node = branchNodes[i];
                final int item = branchItems[i];
                crossed[item] |= branches.isCrossed(node);
                heights[item]--;
                goOn(item, branches.child(node, branches.entryOf(node, firsts[item])));
            }
        }
        leaves.touch(leafNodes, leafCount);
        for (int i = 0; i < leafCount; i++)
        {
            final int item = leafItems[i];
            hints[item] = crossed[item] ? RangeIndex.NO_HINT : RangeIndex.hint(leafNodes[i], leaves);
        }
        leafCount = 0;
    }

    private void goOn(final int item, final int node)
    {
        if (heights[item] > 0)
        {
            branchNodes[branchCount] = node;
            branchItems[branchCount++] = item;
        }
        else
        {
            leafNodes[leafCount] = node;
            leafItems[leafCount++] = item;
        }
    }
}
