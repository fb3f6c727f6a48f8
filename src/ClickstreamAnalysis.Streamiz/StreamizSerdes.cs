using ClickstreamAnalysis.Streamiz.Operators;
using Streamiz.Kafka.Net.SerDes;

namespace ClickstreamAnalysis;

/// <summary>Serdes of this library for Streamiz.</summary>
public static class StreamizSerdes
{
    /// <summary>Converts a serde to one of Streamiz, for example for its <c>Stream</c> and <c>To</c>.</summary>
    /// <remarks>Null stays null. Where the type has no null, as for a struct, reading a null throws a <see cref="SerdeException"/>.</remarks>
    /// <typeparam name="T">The type of the keys or values.</typeparam>
    /// <param name="serde">The serde.</param>
    /// <returns>A serde of Streamiz; thread-safe.</returns>
    /// <exception cref="ArgumentNullException">The serde is null.</exception>
    public static ISerDes<T> ToStreamiz<T>(this ISerde<T> serde)
    {
        ArgumentNullException.ThrowIfNull(serde);
        return new StreamizSerDes<T>(serde);
    }
}
