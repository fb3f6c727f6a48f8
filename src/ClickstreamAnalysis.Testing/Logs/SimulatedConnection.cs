using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>The connection of one process to a <see cref="SimulatedLog"/>, which can crash in any call. Thread-safe.</summary>
/// <remarks>
/// After a crash, every call through the connection throws <see cref="SimulatedCrashException"/> and has no effect on the log.
/// Disposing its consumers and producers neither leaves the group nor ends a transaction. The group removes its members after
/// their session timeout, or immediately with <see cref="SimulatedLog.Expel"/>.
/// </remarks>
public sealed class SimulatedConnection : IRecordLog
{
    private readonly SimulatedLog _log;
    private long _callsLeft = long.MaxValue;

    internal SimulatedConnection(SimulatedLog log, string name)
    {
        _log = log;
        Name = name;
        Admin = new SimulatedLogAdmin(log, this);
    }

    /// <summary>The name of the connection, for messages.</summary>
    public string Name { get; }

    /// <summary>Whether the process has crashed.</summary>
    public bool IsCrashed { get; private set; }

    /// <summary>The number of calls so far in which a crash was possible.</summary>
    public long Calls { get; private set; }

    /// <inheritdoc/>
    public string Description => _log.Description;

    /// <inheritdoc/>
    public ILogAdmin Admin { get; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new SimulatedConsumer(_log, this, options);
    }

    /// <inheritdoc/>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { TransactionalId: not null, DeliveryHandler: not null })
        {
            throw new ArgumentException("A transactional producer takes no delivery handler: its records have no outcome before the commit.", nameof(options));
        }

        return new SimulatedProducer(_log, this, options);
    }

    /// <summary>Crashes the process now.</summary>
    public void Crash()
    {
        lock (_log.Gate)
        {
            IsCrashed = true;
        }
    }

    /// <summary>Crashes the process in a later call: with equal probability before or after the log performs the operation.</summary>
    /// <param name="calls">The number of calls that still succeed; at least 0.</param>
    public void CrashAfter(long calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        lock (_log.Gate)
        {
            _callsLeft = calls;
        }
    }

    /// <summary>Does nothing. The log is not changed.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts a call.</summary>
    internal Call Enter_NeedsLock()
    {
        ThrowIfCrashed_NeedsLock();
        Calls++;
        var dies = _callsLeft-- <= 0 || _log.Chance.Fires(SimulatedFault.Crash);
        if (dies && _log.Chance.Below(2) == 0)
        {
            IsCrashed = true;
            ThrowIfCrashed_NeedsLock();
        }

        return new Call(this, dies);
    }

    internal void ThrowIfCrashed_NeedsLock()
    {
        if (IsCrashed)
        {
            throw new SimulatedCrashException(Name);
        }
    }

    /// <summary>A call in progress. Crashes at its end if a crash is due.</summary>
    internal readonly ref struct Call(SimulatedConnection connection, bool dies)
    {
        public void Dispose()
        {
            if (dies)
            {
                connection.IsCrashed = true;
                connection.ThrowIfCrashed_NeedsLock();
            }
        }
    }
}
