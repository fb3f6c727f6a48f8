namespace ClickstreamAnalysis.Serialization;

/// <summary>The serdes of the types of one part of the library. Needs a constructor without parameters.</summary>
internal interface ISerdeProvider
{
    /// <summary>The serde of a type; null when this provider has none.</summary>
    ISerde<T>? For<T>();
}
