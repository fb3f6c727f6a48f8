using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that writes to a topic, untyped.</summary>
internal interface ISink
{
    OutputTopic Topic { get; }

    /// <summary>The serdes of keys and values.</summary>
    (object Key, object Value) Serdes { get; }
}
