package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * Ranges of bank addresses in several trees that share their {@link RangeNodes}: a B+ tree for each process, device and
 * type, ordered by the first address, where every branch knows for each of its children an address at or below the
 * first of all, and the highest of all. Within a tree no two ranges have the same first address; addresses are unsigned
 * 32 bits. For one thread.
 * <p>
 * Whether a new range meets another is nearly always decided by its neighbours; only in a node whose own ranges cross
 * are all of them asked, so the answer is exact for any set. A node goes back when it is empty. Insert, remove and the
 * test are logarithmic in the tree's size.
 */
final class RangeIndex
{
    private static final int MAX_HEIGHT = 16;

    private final RangeNodes leaves = RangeNodes.ofLeaves();
    private final RangeNodes branches = RangeNodes.ofBranches();
    private int[] roots = new int[64];
    private int[] heights = new int[64];
    private final int[] pathNodes = new int[MAX_HEIGHT];
    private final int[] pathEntries = new int[MAX_HEIGHT];

    /* Whether a range of the tree meets [first, last]. */
    boolean overlaps(final int tree, final long first, final long last)
    {
        if (isEmpty(tree))
        {
            return false;
        }
        int node = roots[tree];
        for (int height = heights[tree]; height > 0; height--)
        {
            final int entry = branches.entriesUpTo(node, last);
            if (0 == entry || branches.reaches(node, entry - 1, first))
            {
                return 0 != entry;
            }
            node = branches.child(node, entry);
        }
        return leaves.reaches(node, leaves.entriesUpTo(node, last), first);
    }

    boolean isEmpty(final int tree)
    {
        return tree >= roots.length || 0 == roots[tree];
    }

    int nodesInUse()
    {
        return leaves.inUse() + branches.inUse();
    }

    /* Puts a range in; whether it meets one that was there. */
    boolean insert(final int tree, final long first, final long last)
    {
        if (isEmpty(tree))
        {
            plant(tree, first, last);
            return false;
        }
        final int height = heights[tree];
        final int leaf = descend(tree, first);
        final int before = leaves.entriesUpTo(leaf, first);
        final boolean isLastOfLeaf = before == leaves.count(leaf);
        final boolean meetsHere = leaves.reaches(leaf, before, first) ||
            !isLastOfLeaf && leaves.first(leaf, before + 1) <= last;
        final boolean meets = meetsHere ||
            mayMeetBeside(height, first, last, isLastOfLeaf) && overlaps(tree, first, last);
        widenPath(height, first, last);
        int node = leaf;
        int entry = before + 1;
        if (leaves.isFull(leaf))
        {
            final int right = leaves.split(leaf);
            if (entry > leaves.count(leaf) + 1)
            {
                node = right;
                entry -= leaves.count(leaf);
            }
            leaves.insert(node, entry, first, last);
            addSibling(tree, height, leaf, right);
        }
        else
        {
            leaves.insert(node, entry, first, last);
        }
        if (meetsHere)
        {
            leaves.markCrossed(node);
        }
        return meets;
    }

    /* Whether the tree held the range, which it no longer does. */
    boolean remove(final int tree, final long first, final long last)
    {
        if (isEmpty(tree))
        {
            return false;
        }
        final int leaf = descend(tree, first);
        final int entry = leaves.entriesUpTo(leaf, first);
        if (0 == entry || leaves.first(leaf, entry) != first || leaves.last(leaf, entry) != last)
        {
            return false;
        }
        leaves.remove(leaf, entry);
        if (leaves.isCrossed(leaf))
        {
            leaves.review(leaf);
        }
        if (0 == leaves.count(leaf))
        {
            leaves.give(leaf);
            removeFromPath(tree);
        }
        else
        {
            narrowPath(heights[tree], last, leaves.highest(leaf));
        }
        return true;
    }

    private void plant(final int tree, final long first, final long last)
    {
        if (tree >= roots.length)
        {
            final int length = Math.max(tree + 1, roots.length * 2);
            roots = Arrays.copyOf(roots, length);
            heights = Arrays.copyOf(heights, length);
        }
        final int leaf = leaves.take();
        leaves.insert(leaf, 1, first, last);
        roots[tree] = leaf;
        heights[tree] = 0;
    }

    /* Leaves the way to the leaf in the path: branches and the entry taken, from the root down. */
    private int descend(final int tree, final long first)
    {
        int node = roots[tree];
        for (int level = 0; level < heights[tree]; level++)
        {
            final int entry = branches.entryOf(node, first);
            pathNodes[level] = node;
            pathEntries[level] = entry;
            node = branches.child(node, entry);
        }
        return node;
    }

    /* False if a range meets none outside of the path's leaf; reviews crossed branches on the way. */
    private boolean mayMeetBeside(final int height, final long first, final long last, final boolean isLastOfLeaf)
    {
        boolean mayMeet = false;
        for (int level = 0; level < height; level++)
        {
            final int branch = pathNodes[level];
            final int entry = pathEntries[level];
            if (branches.isCrossed(branch))
            {
                branches.review(branch);
            }
            mayMeet |= branches.reaches(branch, entry - 1, first) ||
                isLastOfLeaf && entry < branches.count(branch) && branches.first(branch, entry + 1) <= last;
        }
        return mayMeet;
    }

    private void widenPath(final int height, final long first, final long last)
    {
        for (int level = 0; level < height; level++)
        {
            final int branch = pathNodes[level];
            final int entry = pathEntries[level];
            if (first < branches.first(branch, entry))
            {
                branches.first(branch, entry, first);
            }
            if (last > branches.last(branch, entry))
            {
                branches.last(branch, entry, last);
                markIfCrossed(branch, entry);
            }
        }
    }

    private void markIfCrossed(final int branch, final int entry)
    {
        if (entry < branches.count(branch) && !branches.isCrossed(branch) &&
            branches.last(branch, entry) >= branches.first(branch, entry + 1))
        {
            branches.markCrossed(branch);
        }
    }

    /* Lowers what the branches of the path, up from a level, know as highest, where that was the one removed. */
    private void narrowPath(final int height, final long removed, final long highestBelow)
    {
        long highest = highestBelow;
        for (int level = height - 1; level >= 0; level--)
        {
            final int branch = pathNodes[level];
            final int entry = pathEntries[level];
            if (branches.last(branch, entry) != removed || highest == removed)
            {
                return;
            }
            branches.last(branch, entry, highest);
            highest = branches.highest(branch);
        }
    }

    /* Puts the right half of a split leaf beside the left one, splitting branches upwards as far as needed. */
    private void addSibling(final int tree, final int height, final int leaf, final int rightLeaf)
    {
        RangeNodes nodes = leaves;
        int left = leaf;
        int right = rightLeaf;
        for (int level = height - 1; level >= 0; level--)
        {
            int branch = pathNodes[level];
            int entry = pathEntries[level];
            final int upper = branches.isFull(branch) ? branches.split(branch) : 0;
            if (entry > branches.count(branch))
            {
                entry -= branches.count(branch);
                branch = upper;
            }
            branches.first(branch, entry, nodes.first(left, 1));
            branches.last(branch, entry, nodes.highest(left));
            branches.insert(branch, entry + 1, nodes.first(right, 1), nodes.highest(right), right);
            markIfCrossed(branch, entry);
            markIfCrossed(branch, entry + 1);
            if (0 == upper)
            {
                return;
            }
            nodes = branches;
            left = pathNodes[level];
            right = upper;
        }
        final int root = branches.take();
        branches.insert(root, 1, nodes.first(left, 1), nodes.highest(left), left);
        branches.insert(root, 2, nodes.first(right, 1), nodes.highest(right), right);
        markIfCrossed(root, 1);
        roots[tree] = root;
        heights[tree] = height + 1;
    }

    /* Takes a node that is gone out of the branches of the path, which may become empty in turn. */
    private void removeFromPath(final int tree)
    {
        for (int level = heights[tree] - 1; level >= 0; level--)
        {
            final int branch = pathNodes[level];
            final long removed = branches.last(branch, pathEntries[level]);
            branches.remove(branch, pathEntries[level]);
            if (0 != branches.count(branch))
            {
                narrowPath(level, removed, branches.highest(branch));
                lowerRoot(tree);
                return;
            }
            branches.give(branch);
        }
        roots[tree] = 0;
        heights[tree] = 0;
    }

    private void lowerRoot(final int tree)
    {
        while (heights[tree] > 0 && 1 == branches.count(roots[tree]))
        {
            final int root = roots[tree];
            roots[tree] = branches.child(root, 1);
            heights[tree]--;
            branches.give(root);
        }
    }
}
