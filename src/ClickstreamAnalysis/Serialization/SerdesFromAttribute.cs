using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Names the provider that has the serdes of a type and of generic types constructed over it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class SerdesFromAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type provider) : Attribute
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Provider { get; } = provider;
}
