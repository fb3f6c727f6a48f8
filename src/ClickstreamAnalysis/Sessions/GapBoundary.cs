namespace ClickstreamAnalysis;

/// <summary>Whether two events exactly one gap apart belong to one session.</summary>
public enum GapBoundary
{
    /// <summary>They do: t2 − t1 ≤ gap. The rule of Kafka Streams, Flink and Spark.</summary>
    Inclusive,

    /// <summary>They do not: t2 − t1 &lt; gap.</summary>
    Exclusive,
}
