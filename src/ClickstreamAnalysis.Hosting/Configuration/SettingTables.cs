
namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The settings of each part of an application's configuration section.</summary>
internal static class SettingTables
{
    /// <summary>The section itself.</summary>
    public static SettingTable<ApplicationOptions> Application { get; } = AddStreams(new SettingTable<ApplicationOptions>())
        .Add("OnFailure", SettingKinds.OneOf<FailureAction>(), static (options, value) =>
        {
            options.OnFailure = value;
            return options;
        })
        .Add("Log", SettingKinds.OneOf(LogKind.Kafka, LogKind.EmbeddedLog), static (options, value) =>
        {
            options.Log = options.Log with { Kind = value };
            return options;
        });

    /// <summary>The section <c>Restart</c>.</summary>
    public static SettingTable<RestartBackoff> Restart { get; } = new SettingTable<RestartBackoff>()
        .Add(nameof(RestartBackoff.InitialDelay), SettingKinds.Duration, static (options, value) => options with { InitialDelay = value })
        .Add(nameof(RestartBackoff.MaxDelay), SettingKinds.Duration, static (options, value) => options with { MaxDelay = value })
        .Add(nameof(RestartBackoff.ResetAfter), SettingKinds.Duration, static (options, value) => options with { ResetAfter = value });

    /// <summary>The section <c>Kafka</c>, without its properties.</summary>
    public static SettingTable<LogSettings> Kafka { get; } = new SettingTable<LogSettings>()
        .Add(nameof(LogSettings.BootstrapServers), SettingKinds.Text, static (log, value) => log with { BootstrapServers = value })
        .Add(nameof(KafkaLogOptions.RequestTimeout), SettingKinds.Duration, static (log, value) => log with { Kafka = log.Kafka with { RequestTimeout = value } })
        .Add(nameof(KafkaLogOptions.GroupProtocol), SettingKinds.OneOf<GroupProtocol>(), static (log, value) => log with { Kafka = log.Kafka with { GroupProtocol = value } })
        .Add(nameof(KafkaLogOptions.BatchConsume), SettingKinds.Flag, static (log, value) => log with { Kafka = log.Kafka with { BatchConsume = value } })
        .Add(nameof(KafkaLogOptions.DirectProduce), SettingKinds.Flag, static (log, value) => log with { Kafka = log.Kafka with { DirectProduce = value } });

    /// <summary>The section <c>EmbeddedLog</c>.</summary>
    public static SettingTable<LogSettings> EmbeddedLog { get; } = new SettingTable<LogSettings>()
        .Add(nameof(LogSettings.Directory), SettingKinds.Text, static (log, value) => log with { Directory = value })
        .Add(nameof(EmbeddedLogOptions.SyncWrites), SettingKinds.Flag, static (log, value) => log with { Embedded = log.Embedded with { SyncWrites = value } })
        .Add(nameof(EmbeddedLogOptions.BatchBytes), SettingKinds.Int32, static (log, value) => log with { Embedded = log.Embedded with { BatchBytes = value } })
        .Add(nameof(EmbeddedLogOptions.MaxRecordBytes), SettingKinds.Int32, static (log, value) => log with { Embedded = log.Embedded with { MaxRecordBytes = value } })
        .Add(nameof(EmbeddedLogOptions.WriteBufferBytes), SettingKinds.Int64, static (log, value) => log with { Embedded = log.Embedded with { WriteBufferBytes = value } })
        .Add(nameof(EmbeddedLogOptions.BlockCacheBytes), SettingKinds.Int64, static (log, value) => log with { Embedded = log.Embedded with { BlockCacheBytes = value } })
        .Add(nameof(EmbeddedLogOptions.UpkeepInterval), SettingKinds.Duration, static (log, value) => log with { Embedded = log.Embedded with { UpkeepInterval = value } })
        .Add(nameof(EmbeddedLogOptions.CleanerMemoryBytes), SettingKinds.Int64, static (log, value) => log with { Embedded = log.Embedded with { CleanerMemoryBytes = value } })
        .Add(nameof(EmbeddedLogOptions.TombstoneRetention), SettingKinds.Duration, static (log, value) => log with { Embedded = log.Embedded with { TombstoneRetention = value } });

    private static SettingTable<ApplicationOptions> AddStreams(SettingTable<ApplicationOptions> table)
    {
        Add(nameof(StreamsOptions.ApplicationId), SettingKinds.Text, static (options, value) => options with { ApplicationId = value });
        Add(nameof(StreamsOptions.StateDirectory), SettingKinds.Text, static (options, value) => options with { StateDirectory = value });
        Add(nameof(StreamsOptions.InMemoryState), SettingKinds.Flag, static (options, value) => options with { InMemoryState = value });
        Add(nameof(StreamsOptions.Guarantee), SettingKinds.OneOf<ProcessingGuarantee>(), static (options, value) => options with { Guarantee = value });
        Add(nameof(StreamsOptions.CommitInterval), SettingKinds.Duration, static (options, value) => options with { CommitInterval = value });
        Add(nameof(StreamsOptions.Threads), SettingKinds.Int32, static (options, value) => options with { Threads = value });
        Add(nameof(StreamsOptions.NewTopicPartitions), SettingKinds.Optional(SettingKinds.Int32), static (options, value) => options with { NewTopicPartitions = value });
        Add(nameof(StreamsOptions.BadRecords), SettingKinds.BadRecords, static (options, value) => options with { BadRecords = value });
        Add(nameof(StreamsOptions.UnwritableRecords), SettingKinds.UnwritableRecords, static (options, value) => options with { UnwritableRecords = value });
        Add(nameof(StreamsOptions.OffsetOutOfRange), SettingKinds.OneOf<OffsetOutOfRangePolicy>(), static (options, value) => options with { OffsetOutOfRange = value });
        Add(nameof(StreamsOptions.MaxFutureSkew), SettingKinds.Duration, static (options, value) => options with { MaxFutureSkew = value });
        Add(nameof(StreamsOptions.EarliestEventTime), SettingKinds.Optional(SettingKinds.Time), static (options, value) => options with { EarliestEventTime = value });
        Add(nameof(StreamsOptions.IdleTimeout), SettingKinds.Optional(SettingKinds.Duration), static (options, value) => options with { IdleTimeout = value });
        Add(nameof(StreamsOptions.UpstreamIdleTimeout), SettingKinds.Duration, static (options, value) => options with { UpstreamIdleTimeout = value });
        Add(nameof(StreamsOptions.UpstreamWaitTimeout), SettingKinds.Duration, static (options, value) => options with { UpstreamWaitTimeout = value });
        Add(nameof(StreamsOptions.MaxRecordBytes), SettingKinds.Int32, static (options, value) => options with { MaxRecordBytes = value });
        Add(nameof(StreamsOptions.MemoryBudgetBytes), SettingKinds.Int64, static (options, value) => options with { MemoryBudgetBytes = value });
        Add(nameof(StreamsOptions.StartTimeout), SettingKinds.Duration, static (options, value) => options with { StartTimeout = value });
        Add(nameof(StreamsOptions.RequestTimeout), SettingKinds.Duration, static (options, value) => options with { RequestTimeout = value });
        Add(nameof(StreamsOptions.DiskFullTimeout), SettingKinds.Duration, static (options, value) => options with { DiskFullTimeout = value });
        Add(nameof(StreamsOptions.MaxConsecutiveFailures), SettingKinds.Int32, static (options, value) => options with { MaxConsecutiveFailures = value });
        Add(nameof(StreamsOptions.InstanceId), SettingKinds.Text, static (options, value) => options with { InstanceId = value });
        Add(nameof(StreamsOptions.AdvertisedAddress), SettingKinds.Address, static (options, value) => options with { AdvertisedAddress = value });
        Add(nameof(StreamsOptions.ChecksStores), SettingKinds.Flag, static (options, value) => options with { ChecksStores = value });
        return table;

        void Add<TValue>(string key, SettingKind<TValue> kind, Func<StreamsOptions, TValue, StreamsOptions> with) =>
            table.Add(key, kind, (options, value) =>
            {
                options.Streams = with(options.Streams, value);
                return options;
            });
    }
}
