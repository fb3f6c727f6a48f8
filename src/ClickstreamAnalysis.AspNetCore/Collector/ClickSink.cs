using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Writes clicks to the topic, and waits until the log has them. Thread-safe.</summary>
internal sealed class ClickSink : IAsyncDisposable
{
    private static readonly TimeSpan s_logInterval = TimeSpan.FromMinutes(1);

    private readonly string _application;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<RecordWriter<string, byte[]>> _writer;
    private long _nextMessage;

    /// <summary>Creates the sink.</summary>
    /// <param name="application">The application, for messages.</param>
    /// <param name="log">Opens the log; called before the first write.</param>
    /// <param name="options">The options of the collector.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The logger.</param>
    public ClickSink(string application, Func<IRecordLog> log, ClickCollectorOptions options, TimeProvider time, ILogger logger)
    {
        (_application, _timeout, _time, _logger) = (application, options.LogTimeout, time, logger);
        _nextMessage = time.GetTimestamp();
        _writer = new Lazy<RecordWriter<string, byte[]>>(
            () => log().CreateWriter(options.Topic, Serdes.Utf8, Serdes.Bytes, new WriterOptions
            {
                ClientId = "clickstream-collector",
                DeliveryTimeout = options.LogTimeout,
                TimeProvider = time,
            }),
            LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Writes clicks. Not cancelled with the request: clicks that were sent are written although the page is gone.</summary>
    public async Task<WriteOutcome> WriteAsync(IReadOnlyList<CollectedClick> clicks)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        var rejected = new List<RejectedClick>();
        Exception? failure = null;
        try
        {
            var writer = _writer.Value;
            var writes = clicks.Select(click => writer.WriteAsync(click.User, click.Json, click.Time, cancellationToken: limit.Token)).ToArray();
            for (var i = 0; i < writes.Length; i++)
            {
                try
                {
                    await writes[i].ConfigureAwait(false);
                }
                catch (RecordTooLargeException)
                {
                    rejected.Add(new RejectedClick(clicks[i].Index, RejectReasons.TooLarge));
                }
                catch (Exception e) when (IsOfTheLog(e))
                {
                    failure ??= e;
                }
            }
        }
        catch (Exception e) when (IsOfTheLog(e))
        {
            // The log cannot be opened.
            failure = e;
        }

        if (failure is not null)
        {
            Report(failure);
        }

        return new WriteOutcome(failure is null, rejected);
    }

    /// <summary>Delivers what was handed over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_writer.IsValueCreated)
        {
            await _writer.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool IsOfTheLog(Exception e) => e is RecordLogException or StreamsException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Logs a failure, at most one a minute.</summary>
    private void Report(Exception failure)
    {
        var (now, next) = (_time.GetTimestamp(), Volatile.Read(ref _nextMessage));
        if (now >= next && Interlocked.CompareExchange(ref _nextMessage, now + (long)(s_logInterval.TotalSeconds * _time.TimestampFrequency), next) == next)
        {
            _logger.CannotWriteClicks(failure, _application);
        }
    }
}
