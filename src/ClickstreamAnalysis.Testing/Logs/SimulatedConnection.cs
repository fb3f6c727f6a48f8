using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Testing;

/// <summary>A <see cref="SimulatedLog"/> as one process sees it, which can be made to crash at any call. Thread-safe.</summary>
/// <remarks>
/// Once crashed, every call through it throws <see cref="SimulatedCrashException"/> and nothing reaches the log: disposing its
/// consumers and producers does not leave the group or end a transaction. The group gives its members up after their session
/// timeout, or at once with <see cref="SimulatedLog.Expel"/>.
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

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>Whether the process is dead.</summary>
    public bool IsCrashed { get; private set; }

    /// <summary>How many calls were made that a crash could have ended.</summary>
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

    /// <summary>The process dies now.</summary>
    public void Crash()
    {
        lock (_log.Gate)
        {
            IsCrashed = true;
        }
    }

    /// <summary>The process dies in a later call: half the time before the log does what is asked, half the time after.</summary>
    /// <param name="calls">How many calls still succeed; at least 0.</param>
    public void CrashAfter(long calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        lock (_log.Gate)
        {
            _callsLeft = calls;
        }
    }

    /// <summary>Does nothing: the log stays as it is.</summary>
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Called where a call starts.</summary>
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

    /// <summary>A call under way; ends with a crash if one is due.</summary>
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
