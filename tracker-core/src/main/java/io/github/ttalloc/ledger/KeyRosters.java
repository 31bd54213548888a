package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * The rosters of those processes, devices and types that have one, by tree number. For one thread.
 */
final class KeyRosters
{
    private KeyRoster[] rosters = new KeyRoster[64];

    KeyRoster get(final int tree)
    {
        return tree < rosters.length ? rosters[tree] : null;
    }

    KeyRoster open(final int tree)
    {
        final KeyRoster roster = get(tree);
        return null != roster ? roster : create(tree);
    }

    void drop(final int tree)
    {
        if (tree < rosters.length)
        {
            rosters[tree] = null;
        }
    }

    private KeyRoster create(final int tree)
    {
        if (tree >= rosters.length)
        {
            rosters = Arrays.copyOf(rosters, Math.max(tree + 1, rosters.length * 2));
        }
        rosters[tree] = new KeyRoster();
        return rosters[tree];
    }
}
