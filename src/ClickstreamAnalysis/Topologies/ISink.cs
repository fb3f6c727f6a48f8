using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>A node that writes to a topic, without its types.</summary>
internal interface ISink
{
    OutputTopic Topic { get; }
}
