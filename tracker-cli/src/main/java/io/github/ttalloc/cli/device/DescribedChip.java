package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.Coordinates;
import io.github.ttalloc.device.Harvesting;

/**
 * One chip of which all is known that decides where its cores and banks are.
 *
 * @param id           its number in its system.
 * @param architecture what it is.
 * @param harvesting   what of it is out of use.
 * @param isTranslated whether it translates coordinates.
 * @param board        what it is mounted on, or null where that is not said.
 * @param isLocal      whether the host reaches it over PCIe; otherwise over the Ethernet of another chip.
 */
record DescribedChip(
    int id, Architecture architecture, Harvesting harvesting, boolean isTranslated, Board board, boolean isLocal)
{
    /** Its Tensix cores and banks. */
    Chip chip()
    {
        final Harvesting effective = harvesting.normalised(architecture);
        return new Chip(architecture, (int)effective.tensix(), Long.bitCount(effective.dram()));
    }

    /** Banks of DRAM over which buffers spread. */
    int dramBanks()
    {
        return architecture.dramBanks() - Long.bitCount(harvesting.normalised(architecture).dram());
    }

    /** Its cores of all types. */
    Coordinates coordinates()
    {
        return new Coordinates(architecture, harvesting, isTranslated);
    }
}
