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

    /**
     * Hears that events could not be read between the last that was shown and the next.
     *
     * @param events which, and why.
     */
    default void onMissing(final UnreadEvents events)
    {
    }
}
