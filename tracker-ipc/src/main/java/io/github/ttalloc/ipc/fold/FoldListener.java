package io.github.ttalloc.ipc.fold;

/**
 * Sees every event of the journal as it is folded.
 */
@FunctionalInterface
public interface FoldListener
{
    /**
     * Takes one event. Tags, names and handles that only serve other events are not shown.
     *
     * @param event valid during the call only.
     */
    void onEvent(FoldedEvent event);
}
