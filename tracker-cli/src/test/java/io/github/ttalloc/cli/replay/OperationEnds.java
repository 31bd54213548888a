package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.ReportedEvent;

import java.util.function.LongConsumer;

/** Folds events and says when an operation is over: at the next mark, or at the end. */
final class OperationEnds
{
    private final FoldedBuffers folded;
    private final LongConsumer ended;
    private String current;

    OperationEnds(final FoldedBuffers folded, final LongConsumer ended)
    {
        this.folded = folded;
        this.ended = ended;
    }

    void accept(final ReportedEvent event)
    {
        if (ReportedEvent.Kind.MARK == event.kind())
        {
            finish();
            current = event.tag();
        }
        folded.apply(event);
    }

    void finish()
    {
        if (null != current)
        {
            ended.accept(Long.parseLong(current.substring(0, current.indexOf(' '))));
        }
    }
}
