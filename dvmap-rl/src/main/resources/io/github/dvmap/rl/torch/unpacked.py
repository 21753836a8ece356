def linear(x: Tensor, w: Tensor) -> Tensor:
  return torch.linear(x, w)

def pack(w: Tensor) -> Tensor:
  return w

