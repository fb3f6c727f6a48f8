namespace ClickstreamAnalysis.Serialization;

/// <summary>Provides the serdes for the types of one part of the library. Implementations need a parameterless constructor.</summary>
internal interface ISerdeProvider
{
    /// <summary>Returns the serde of a type; null when this provider has none.</summary>
    ISerde<T>? For<T>();
}
