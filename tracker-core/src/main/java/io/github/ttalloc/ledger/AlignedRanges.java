package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * Ranges of bank addresses in several trees, one for each process, device and type, none of which meets another of its
 * tree, and which begin and end at multiples of 16 bytes, as every allocator of these chips makes them. For one thread.
 * <pre>
 *   directory of a tree   one int for each 16 KiB of addresses: 0 nothing is held, -1 one range holds it all,
 *                         else the number of a page
 *   page                  16 longs, one bit for each 16 bytes
 * </pre>
 * What is asked and changed costs a look at the directory and at a word or two of a page, plus one look for each whole
 * 16 KiB of the range. A page goes back when nothing in it is held.
 */
final class AlignedRanges
{
    private static final int NOTHING = 0;
    private static final int WHOLE = -1;
    private static final int GRANULE_SHIFT = 4;
    private static final int GRANULE_MASK = (1 << GRANULE_SHIFT) - 1;
    private static final int WORDS = 16;
    private static final int LAST_GRANULE = WORDS * Long.SIZE - 1;
    private static final int PAGE_SHIFT = GRANULE_SHIFT + 10;
    private static final int WORD_SHIFT = 6;
    private static final int INITIAL_PAGES = 64;
    private static final int[] EMPTY = {};

    /* Words before the first page: with the header of an array they make up one cache line. */
    private static final int PAD = 6;

    private int[][] directories = new int[INITIAL_PAGES][];
    private long[] words = new long[PAD + WORDS * INITIAL_PAGES];
    private int pages = 1;
    private int freePage;
    private long touched;

    AlignedRanges()
    {
        Arrays.fill(directories, EMPTY);
    }

    /* Whether a range may be kept here. */
    static boolean isAligned(final long first, final long last)
    {
        return 0 == ((first | last + 1) & GRANULE_MASK);
    }

    /* Whether [first, last], aligned or not, meets a range of the tree. */
    boolean meets(final int tree, final long first, final long last)
    {
        final int[] directory = directory(tree);
        final int lastPage = Math.min(pageOf(last), directory.length - 1);
        for (int page = pageOf(first); page <= lastPage; page++)
        {
            final int number = directory[page];
            if (NOTHING != number && (WHOLE == number || meetsInPage(number, from(page, first), to(page, last))))
            {
                return true;
            }
        }
        return false;
    }

    /* Adds an aligned range that meets none of the tree. */
    void add(final int tree, final long first, final long last)
    {
        final int lastPage = pageOf(last);
        final int[] directory = directoryUpTo(tree, lastPage);
        for (int page = pageOf(first); page <= lastPage; page++)
        {
            final int from = from(page, first);
            final int to = to(page, last);
            if (0 == from && LAST_GRANULE == to)
            {
                directory[page] = WHOLE;
            }
            else
            {
                if (NOTHING == directory[page])
                {
                    directory[page] = takePage();
                }
                flip(directory[page], from, to);
            }
        }
    }

    /* Removes a range that was added. */
    void remove(final int tree, final long first, final long last)
    {
        final int[] directory = directory(tree);
        final int lastPage = pageOf(last);
        for (int page = pageOf(first); page <= lastPage; page++)
        {
            final int from = from(page, first);
            final int to = to(page, last);
            if (0 == from && LAST_GRANULE == to)
            {
                directory[page] = NOTHING;
            }
            else
            {
                flip(directory[page], from, to);
                if (isEmptyPage(directory[page]))
                {
                    givePage(directory[page]);
                    directory[page] = NOTHING;
                }
            }
        }
    }

    /* Asks memory for the beginnings of several ranges. What is loaded is kept, so that no load can be left out. */
    void touch(final int[] trees, final long[] firsts, final int count)
    {
        long sum = touched;
        for (int i = 0; i < count; i++)
        {
            final int[] directory = directory(trees[i]);
            final int page = pageOf(firsts[i]);
            sum += page < directory.length ? words[base(Math.max(0, directory[page])) + wordOf(firsts[i])] : 0;
        }
        touched = sum;
    }

    /* Whether touching pays: less than this, the near caches hold. */
    boolean isLarge()
    {
        return pages > 1 << 10;
    }

    int pagesInUse()
    {
        int free = 0;
        for (int page = freePage; 0 != page; page = (int)words[base(page)])
        {
            free++;
        }
        return pages - 1 - free;
    }

    private static int pageOf(final long address)
    {
        return (int)(address >>> PAGE_SHIFT);
    }

    private static int granuleOf(final long address)
    {
        return (int)(address >>> GRANULE_SHIFT) & LAST_GRANULE;
    }

    private static int wordOf(final long address)
    {
        return granuleOf(address) >>> WORD_SHIFT;
    }

    private static int from(final int page, final long first)
    {
        return page == pageOf(first) ? granuleOf(first) : 0;
    }

    private static int to(final int page, final long last)
    {
        return page == pageOf(last) ? granuleOf(last) : LAST_GRANULE;
    }

    private static int base(final int page)
    {
        return PAD + page * WORDS;
    }

    /* Which bits of a word of a page the granules from and to, and those between, are. */
    private static long bits(final int word, final int from, final int to)
    {
        final long up = word == from >>> WORD_SHIFT ? -1L << from : -1L;
        final long down = word == to >>> WORD_SHIFT ? -1L >>> Long.SIZE - 1 - to : -1L;
        return up & down;
    }

    private boolean meetsInPage(final int page, final int from, final int to)
    {
        final int base = base(page);
        long met = 0;
        for (int word = from >>> WORD_SHIFT; word <= to >>> WORD_SHIFT; word++)
        {
            met |= words[base + word] & bits(word, from, to);
        }
        return 0 != met;
    }

    private void flip(final int page, final int from, final int to)
    {
        final int base = base(page);
        for (int word = from >>> WORD_SHIFT; word <= to >>> WORD_SHIFT; word++)
        {
            words[base + word] ^= bits(word, from, to);
        }
    }

    private boolean isEmptyPage(final int page)
    {
        final int base = base(page);
        long held = 0;
        for (int word = 0; word < WORDS; word++)
        {
            held |= words[base + word];
        }
        return 0 == held;
    }

    private int takePage()
    {
        if (0 != freePage)
        {
            final int page = freePage;
            freePage = (int)words[base(page)];
            words[base(page)] = 0;
            return page;
        }
        if (base(pages + 1) > words.length)
        {
            words = Arrays.copyOf(words, PAD + (words.length - PAD) * 2);
        }
        return pages++;
    }

    private void givePage(final int page)
    {
        words[base(page)] = freePage;
        freePage = page;
    }

    private int[] directory(final int tree)
    {
        return tree < directories.length ? directories[tree] : EMPTY;
    }

    private int[] directoryUpTo(final int tree, final int page)
    {
        if (tree >= directories.length)
        {
            final int length = directories.length;
            directories = Arrays.copyOf(directories, Math.max(tree + 1, length * 2));
            Arrays.fill(directories, length, directories.length, EMPTY);
        }
        if (page >= directories[tree].length)
        {
            directories[tree] = Arrays.copyOf(directories[tree], Math.max(page + 1, directories[tree].length * 2));
        }
        return directories[tree];
    }
}
