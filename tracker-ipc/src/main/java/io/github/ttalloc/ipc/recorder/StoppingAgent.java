package io.github.ttalloc.ipc.recorder;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

import java.util.concurrent.atomic.AtomicReference;

/**
 * An agent that stops at its first error instead of trying again, and says what the error was. The error of a page that
 * is gone may be thrown later than the page was touched, and so past the agent: its next step finds out whose it was.
 */
final class StoppingAgent implements Agent
{
    private final Agent agent;
    private final AtomicReference<Throwable> failure;

    StoppingAgent(final Agent agent, final AtomicReference<Throwable> failure)
    {
        this.agent = agent;
        this.failure = failure;
    }

    @Override
    public void onStart()
    {
        agent.onStart();
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public int doWork()
    {
        try
        {
            return agent.doWork();
        }
        catch (final InternalError ex)
        {
            return 0;
        }
        catch (final Exception | Error ex)
        {
            failure.compareAndSet(null, ex);
            throw new AgentTerminationException(ex);
        }
    }

    @Override
    public void onClose()
    {
        agent.onClose();
    }

    @Override
    public String roleName()
    {
        return agent.roleName();
    }
}
