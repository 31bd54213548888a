package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * Ranges of bank addresses in several trees that share one arena: a B+ tree for each process, device and type, ordered
 * by the first address, where every branch knows the highest address below each of its children. For one thread.
 * <p>
 * A range is one word, first address in the upper half and last address in the lower, with the sign bit flipped so
 * that words compare like addresses. Within a tree no two ranges have the same first address.
 * <pre>
 *   leaf    | count | range 0 | range 1 | ...                                       up to 30 ranges in order
 *   branch  | count | first address of child 0 and its highest, node of child 0 | ...    up to 15 children
 * </pre>
 * While no two ranges of a tree meet, the neighbours of a new range tell whether it meets any; otherwise the highest
 * addresses are asked. Whether ranges still meet is looked at again once in as many inserts as the tree has ranges. A
 * node goes back to the arena when it is empty. Insert, remove and the test are logarithmic in the tree's size.
 */
final class RangeIndex
{
    private static final int NODE_SHIFT = 5;
    private static final int NODE_WORDS = 1 << NODE_SHIFT;
    private static final int LEAF_CAPACITY = 30;
    private static final int BRANCH_CAPACITY = 15;
    private static final int MAX_HEIGHT = 16;
    private static final long MEETS = -2;
    private static final long LOW_MASK = 0xFFFF_FFFFL;

    private long[] arena = new long[NODE_WORDS * 64];
    private int[] roots = new int[64];
    private int[] heights = new int[64];
    private boolean[] overlapping = new boolean[64];
    private int[] untilChecked = new int[64];
    private int[] sizes = new int[64];
    private int usedNodes = 1;
    private int freeNode;
    private final int[] pathNodes = new int[MAX_HEIGHT];
    private final int[] pathChildren = new int[MAX_HEIGHT];

    /* Whether a range of the tree meets [first, last]; addresses are unsigned 32 bits. */
    boolean overlaps(final int tree, final long first, final long last)
    {
        if (tree >= roots.length || 0 == roots[tree])
        {
            return false;
        }
        final long[] words = arena;
        final long bound = range(last, LOW_MASK);
        int base = roots[tree] << NODE_SHIFT;
        for (int height = heights[tree]; height > 0; height--)
        {
            final int child = childAtOrBelow(words, base, bound);
            if (child < 0)
            {
                return false;
            }
            for (int i = child - 1; i >= 0; i--)
            {
                if (last(words[base + 1 + 2 * i]) >= first)
                {
                    return true;
                }
            }
            base = (int)words[base + 2 + 2 * child] << NODE_SHIFT;
        }
        for (int i = rangesUpTo(words, base, bound) - 1; i >= 0; i--)
        {
            if (last(words[base + 1 + i]) >= first)
            {
                return true;
            }
        }
        return false;
    }

    /* Puts a range in; whether it meets one that was there. */
    boolean insert(final int tree, final long first, final long last)
    {
        if (tree >= roots.length)
        {
            final int length = Math.max(tree + 1, roots.length * 2);
            roots = Arrays.copyOf(roots, length);
            heights = Arrays.copyOf(heights, length);
            overlapping = Arrays.copyOf(overlapping, length);
            untilChecked = Arrays.copyOf(untilChecked, length);
            sizes = Arrays.copyOf(sizes, length);
        }
        final long range = range(first, last);
        sizes[tree]++;
        if (0 == roots[tree])
        {
            final int leaf = takeNode();
            arena[leaf << NODE_SHIFT] = 1;
            arena[(leaf << NODE_SHIFT) + 1] = range;
            roots[tree] = leaf;
            heights[tree] = 0;
            overlapping[tree] = false;
            return false;
        }
        final int leaf = descend(tree, range);
        final int base = leaf << NODE_SHIFT;
        final int count = (int)arena[base];
        final int position = rangesUpTo(arena, base, range);
        final boolean meets = overlapping[tree] || 0 == position || position == count ? overlaps(tree, first, last) :
            last(arena[base + position]) >= first || first(arena[base + 1 + position]) <= last;
        if (meets || overlapping[tree])
        {
            noteOverlap(tree, meets);
        }
        widenPath(heights[tree], first, last);
        if (count < LEAF_CAPACITY)
        {
            insertWords(base, 1 + position, 1 + count, range);
        }
        else
        {
            splitLeaf(tree, leaf, position, range);
        }
        return meets;
    }

    /* Whether the tree held the range, which it no longer does. */
    boolean remove(final int tree, final long first, final long last)
    {
        if (tree >= roots.length || 0 == roots[tree])
        {
            return false;
        }
        final long range = range(first, last);
        final int leaf = descend(tree, range);
        final int base = leaf << NODE_SHIFT;
        final int count = (int)arena[base];
        final int position = rangesUpTo(arena, base, range) - 1;
        if (position < 0 || arena[base + 1 + position] != range)
        {
            return false;
        }
        System.arraycopy(arena, base + 2 + position, arena, base + 1 + position, count - 1 - position);
        arena[base] = count - 1L;
        if (1 == count)
        {
            removeNode(tree, heights[tree], leaf);
        }
        else
        {
            narrowPath(heights[tree], heights[tree], last);
        }
        return true;
    }

    boolean isEmpty(final int tree)
    {
        return tree >= roots.length || 0 == roots[tree];
    }

    int nodesInUse()
    {
        int free = 0;
        for (int node = freeNode; 0 != node; node = (int)arena[node << NODE_SHIFT])
        {
            free++;
        }
        return usedNodes - 1 - free;
    }

    long arenaBytes()
    {
        return (long)arena.length * Long.BYTES;
    }

    private static long range(final long first, final long last)
    {
        return (first << Integer.SIZE | last) ^ Long.MIN_VALUE;
    }

    private static long first(final long range)
    {
        return (range ^ Long.MIN_VALUE) >>> Integer.SIZE;
    }

    private static long last(final long range)
    {
        return range & LOW_MASK;
    }

    /* The last child whose first address is at or below the range's, or -1. */
    private static int childAtOrBelow(final long[] words, final int base, final long range)
    {
        final long bound = range | LOW_MASK;
        int low = 0;
        int left = (int)words[base];
        while (left > 0)
        {
            final int half = left + 1 >>> 1;
            low += words[base + 2 * (low + half) - 1] <= bound ? half : 0;
            left -= half;
        }
        return low - 1;
    }

    /* How many ranges of a leaf are at or below this one; no branch depends on what is compared. */
    private static int rangesUpTo(final long[] words, final int base, final long range)
    {
        int low = 0;
        int left = (int)words[base];
        while (left > 0)
        {
            final int half = left + 1 >>> 1;
            low += words[base + low + half] <= range ? half : 0;
            left -= half;
        }
        return low;
    }

    private void noteOverlap(final int tree, final boolean meets)
    {
        if (!overlapping[tree])
        {
            overlapping[tree] = true;
            untilChecked[tree] = sizes[tree];
        }
        untilChecked[tree]--;
        if (untilChecked[tree] < 0)
        {
            overlapping[tree] = meets || MEETS == meetsWithin(roots[tree], heights[tree], -1);
            untilChecked[tree] = sizes[tree];
        }
    }

    /* The highest address at or below a node's last range if no two ranges meet up to there, else MEETS. */
    private long meetsWithin(final int node, final int height, final long highestBefore)
    {
        final int base = node << NODE_SHIFT;
        final int count = (int)arena[base];
        long highest = highestBefore;
        for (int i = 0; i < count && MEETS != highest; i++)
        {
            if (height > 0)
            {
                highest = meetsWithin((int)arena[base + 2 + 2 * i], height - 1, highest);
            }
            else
            {
                final long range = arena[base + 1 + i];
                highest = first(range) <= highest ? MEETS : last(range);
            }
        }
        return highest;
    }

    /* Leaves the way to the leaf in the path: branch nodes and the child taken, from the root down. */
    private int descend(final int tree, final long range)
    {
        int node = roots[tree];
        for (int level = 0; level < heights[tree]; level++)
        {
            final int base = node << NODE_SHIFT;
            final int child = Math.max(0, childAtOrBelow(arena, base, range));
            pathNodes[level] = node;
            pathChildren[level] = child;
            node = (int)arena[base + 2 + 2 * child];
        }
        return node;
    }

    private void widenPath(final int height, final long first, final long last)
    {
        for (int level = 0; level < height; level++)
        {
            final int at = (pathNodes[level] << NODE_SHIFT) + 1 + 2 * pathChildren[level];
            final long entry = arena[at];
            arena[at] = range(Math.min(first, first(entry)), Math.max(last, last(entry)));
        }
    }

    /* Lowers what the branches above a level know as highest, where that was the one removed. */
    private void narrowPath(final int below, final int height, final long removedLast)
    {
        for (int level = below - 1; level >= 0; level--)
        {
            final int at = (pathNodes[level] << NODE_SHIFT) + 1 + 2 * pathChildren[level];
            final long entry = arena[at];
            if (last(entry) != removedLast)
            {
                return;
            }
            final long highest = highest((int)arena[at + 1], level == height - 1);
            if (highest == removedLast)
            {
                return;
            }
            arena[at] = entry & ~LOW_MASK | highest;
        }
    }

    private long highest(final int node, final boolean isLeaf)
    {
        final int base = node << NODE_SHIFT;
        final int count = (int)arena[base];
        final int step = isLeaf ? 1 : 2;
        long highest = 0;
        for (int i = 0; i < count; i++)
        {
            highest = Math.max(highest, last(arena[base + 1 + step * i]));
        }
        return highest;
    }

    private void insertWords(final int base, final int at, final int end, final long range)
    {
        System.arraycopy(arena, base + at, arena, base + at + 1, end - at);
        arena[base + at] = range;
        arena[base]++;
    }

    private void splitLeaf(final int tree, final int leaf, final int position, final long range)
    {
        final int right = takeNode();
        final int leftBase = leaf << NODE_SHIFT;
        final int rightBase = right << NODE_SHIFT;
        final int half = LEAF_CAPACITY / 2;
        System.arraycopy(arena, leftBase + 1 + half, arena, rightBase + 1, LEAF_CAPACITY - half);
        arena[leftBase] = half;
        arena[rightBase] = LEAF_CAPACITY - half;
        if (position <= half)
        {
            insertWords(leftBase, 1 + position, 1 + half, range);
        }
        else
        {
            insertWords(rightBase, 1 + position - half, 1 + LEAF_CAPACITY - half, range);
        }
        addSibling(tree, heights[tree], leaf, right);
    }

    /* Puts the right half of a split node beside the left one, splitting branches upwards as far as needed. */
    private void addSibling(final int tree, final int height, final int leftNode, final int rightNode)
    {
        int left = leftNode;
        int right = rightNode;
        for (int level = height - 1; level >= 0; level--)
        {
            final boolean overLeaves = level == height - 1;
            final int base = pathNodes[level] << NODE_SHIFT;
            final int child = pathChildren[level];
            final int count = (int)arena[base];
            arena[base + 1 + 2 * child] = summary(left, overLeaves);
            if (count < BRANCH_CAPACITY)
            {
                insertChild(base, child + 1, summary(right, overLeaves), right);
                return;
            }
            final int sibling = takeNode();
            splitBranch(pathNodes[level], sibling, child + 1, summary(right, overLeaves), right);
            left = pathNodes[level];
            right = sibling;
        }
        final int root = takeNode();
        final int base = root << NODE_SHIFT;
        final boolean overLeaves = 0 == height;
        arena[base] = 0;
        insertChild(base, 0, summary(left, overLeaves), left);
        insertChild(base, 1, summary(right, overLeaves), right);
        roots[tree] = root;
        heights[tree] = height + 1;
    }

    private void splitBranch(final int node, final int sibling, final int child, final long summary, final int added)
    {
        final int leftBase = node << NODE_SHIFT;
        final int rightBase = sibling << NODE_SHIFT;
        final int half = BRANCH_CAPACITY / 2 + 1;
        System.arraycopy(arena, leftBase + 1 + 2 * half, arena, rightBase + 1, 2 * (BRANCH_CAPACITY - half));
        arena[leftBase] = half;
        arena[rightBase] = BRANCH_CAPACITY - half;
        if (child <= half)
        {
            insertChild(leftBase, child, summary, added);
        }
        else
        {
            insertChild(rightBase, child - half, summary, added);
        }
    }

    private void insertChild(final int base, final int child, final long summary, final int node)
    {
        final int count = (int)arena[base];
        final int at = base + 1 + 2 * child;
        System.arraycopy(arena, at, arena, at + 2, 2 * (count - child));
        arena[at] = summary;
        arena[at + 1] = node;
        arena[base] = count + 1L;
    }

    private long summary(final int node, final boolean isLeaf)
    {
        final long first = arena[(node << NODE_SHIFT) + 1];
        return first & ~LOW_MASK | highest(node, isLeaf);
    }

    /* Gives an empty node back and takes it out of the branches above, which may become empty in turn. */
    private void removeNode(final int tree, final int height, final int emptyNode)
    {
        giveNode(emptyNode);
        for (int level = height - 1; level >= 0; level--)
        {
            final int base = pathNodes[level] << NODE_SHIFT;
            final int child = pathChildren[level];
            final int count = (int)arena[base] - 1;
            final int at = base + 1 + 2 * child;
            final long removedLast = last(arena[at]);
            System.arraycopy(arena, at + 2, arena, at, 2 * (count - child));
            arena[base] = count;
            if (0 != count)
            {
                narrowPath(level, height, removedLast);
                collapseRoot(tree);
                return;
            }
            giveNode(pathNodes[level]);
        }
        roots[tree] = 0;
        heights[tree] = 0;
    }

    private void collapseRoot(final int tree)
    {
        while (heights[tree] > 0 && 1 == arena[roots[tree] << NODE_SHIFT])
        {
            final int root = roots[tree];
            roots[tree] = (int)arena[(root << NODE_SHIFT) + 2];
            heights[tree]--;
            giveNode(root);
        }
    }

    private int takeNode()
    {
        if (0 != freeNode)
        {
            final int node = freeNode;
            freeNode = (int)arena[node << NODE_SHIFT];
            return node;
        }
        if (usedNodes << NODE_SHIFT == arena.length)
        {
            arena = Arrays.copyOf(arena, arena.length * 2);
        }
        return usedNodes++;
    }

    private void giveNode(final int node)
    {
        arena[node << NODE_SHIFT] = freeNode;
        freeNode = node;
    }
}
