namespace ClickstreamAnalysis;

/// <summary>What an application waits for.</summary>
public enum WaitReason
{
    /// <summary>The log: it does not answer, or requests to it fail.</summary>
    Broker,

    /// <summary>A transaction of another producer, or of an earlier run, that is still open.</summary>
    Transaction,

    /// <summary>A task of another instance, or a partition that another instance holds.</summary>
    Instance,

    /// <summary>Records of a partition that is not read to its end.</summary>
    Partition,

    /// <summary>Another stream thread of this instance, which still holds the task.</summary>
    Thread,

    /// <summary>Space on a full disk.</summary>
    Disk,

    /// <summary>A serde that cannot read a record yet, for example because it needs a schema that is being fetched.</summary>
    Serde,

    /// <summary><see cref="StreamsApplication.Resume"/>, because the application is paused.</summary>
    Resume,
}
