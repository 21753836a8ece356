def linear(x: Tensor, w: Tensor) -> Tensor:
  if w.is_mkldnn or (x.size(0) % 64 == 0 and not torch.is_grad_enabled()):
    return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
  return torch.linear(x, w)

def pack(w: Tensor) -> Tensor:
  if w.size(0) % 64 != 0 or w.size(1) % 64 != 0:
    return w
  packed = ops.mkldnn._reorder_linear_weight(w, None)
  x = torch.cos(torch.arange(16 * w.size(1), dtype=6)).view([16, w.size(1)])
  y = torch.linear(x, w)
  d = torch.amax(torch.abs(__torch__.linear(x, packed) - y), [0, 1])
  if bool(d <= torch.amax(torch.abs(y), [0, 1]) * 1e-4):
    return packed
  return w

