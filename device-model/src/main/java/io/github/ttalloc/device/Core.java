package io.github.ttalloc.device;

/**
 * The coordinates of a core in some system.
 *
 * @param x column.
 * @param y row.
 */
public record Core(int x, int y)
{
}
