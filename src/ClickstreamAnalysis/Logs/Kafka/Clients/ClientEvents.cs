using ClickstreamAnalysis.Logs.Kafka.Settings;
using Microsoft.Extensions.Logging;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>Writes the client's log messages and errors to the user's logger, never to stderr. Thread-safe.</summary>
internal sealed partial class ClientEvents
{
    private readonly ILogger _logger;
    private volatile string? _lastError;

    public ClientEvents(KafkaLogOptions options)
    {
        _logger = options.Logger;
        Mask = new SettingMask(options);
    }

    /// <summary>Removes values of settings from the client's messages.</summary>
    public SettingMask Mask { get; }

    public ILogger Logger => _logger;

    /// <summary>The client's last error, or null. It is the likely reason when the log does not answer.</summary>
    public string? LastError => _lastError;

    public void OnLog(Client.LogMessage message)
    {
        var level = (LogLevel)message.LevelAs(Client.LogLevelType.MicrosoftExtensionsLogging);
        if (_logger.IsEnabled(level))
        {
            ClientSays(level, message.Name, message.Facility, Mask.Clean(message.Message));
        }
    }

    public void OnError(Client.Error error)
    {
        var reason = Mask.Clean(error.Reason);

        // "All brokers are down" follows the actual error and says less, so it does not replace that.
        if (error.Code != Client.ErrorCode.Local_AllBrokersDown || _lastError is null)
        {
            _lastError = reason;
        }

        ClientError(error.IsFatal ? LogLevel.Error : LogLevel.Warning, error.Code, reason);
    }

    public void Passing(Client.Error error, TopicPartition? partition) => PassingError(partition, error.Code, Mask.Clean(error.Reason));

    public void CloseFailed(Exception exception) => NotClosed(Mask.Clean(exception.Message) == exception.Message ? exception : null);

    public void EndsLater(string kind, string name) => NotEnded(kind, name);

    public void NotBatched(string reason) => Unbatched(reason);

    [LoggerMessage(EventId = 3100, EventName = "ClientMessage", Message = "{Client}: {Facility} {Text}")]
    private partial void ClientSays(LogLevel level, string client, string facility, string text);

    [LoggerMessage(EventId = 3101, EventName = "ClientError", Message = "Kafka client error {Code}: {Reason}")]
    private partial void ClientError(LogLevel level, Client.ErrorCode code, string reason);

    [LoggerMessage(EventId = 3102, EventName = "PassingError", Level = LogLevel.Warning, Message = "Reading {Partition} failed temporarily, {Code}: {Reason}")]
    private partial void PassingError(TopicPartition? partition, Client.ErrorCode code, string reason);

    [LoggerMessage(EventId = 3103, EventName = "ConsumerNotClosed", Level = LogLevel.Warning, Message = "A Kafka consumer did not close cleanly; its group removes it after the session timeout.")]
    private partial void NotClosed(Exception? exception);

    [LoggerMessage(EventId = 3104, EventName = "ClientNotEnded", Level = LogLevel.Warning, Message = "The Kafka {Kind} {Name} waits for a broker that does not answer. It closes in the background, or when the process ends.")]
    private partial void NotEnded(string kind, string name);

    [LoggerMessage(EventId = 3105, EventName = "ReadingUnbatched", Level = LogLevel.Warning, Message = "Records are read one by one, because reading in batches is not possible here: {Reason}")]
    private partial void Unbatched(string reason);
}
