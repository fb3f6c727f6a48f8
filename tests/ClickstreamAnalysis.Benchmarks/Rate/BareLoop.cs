namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>The plain loop that the engine is compared with, on Kafka.</summary>
internal enum BareLoop
{
    /// <summary><c>Consumer&lt;byte[], byte[]&gt;</c>: keys and values are copied out.</summary>
    Bytes,

    /// <summary><c>Consumer&lt;Ignore, byte[]&gt;</c>: values are copied out, keys are not looked at.</summary>
    IgnoreKey,
}
